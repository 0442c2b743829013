if Code.ensure_loaded?(Phoenix.Token) do
  defmodule CallsElements.Token do
    @moduledoc """
    Tokens, signed by the application's endpoint. An entry says that somebody may come into a room; a stay, which the channel gives, that
    they are somebody in it: the proxy takes it, and it brings them back as the same person.
    """

    @salts %{entry: "calls-elements entry", stay: "calls-elements stay"}
    # Seconds.
    @life %{entry: 24 * 60 * 60, stay: 24 * 60 * 60}

    @doc """
    A token for whoever your application lets in. `role` is `"host"`, `"speaker"` or `"viewer"`, `ai: true` lets them call the AI, and
    `user` is your word for who they are.
    """
    def entry(context, room, options \\ []) do
      claims = %{room: room, role: options[:role], ai: options[:ai] == true, user: options[:user]}
      Phoenix.Token.sign(context, @salts.entry, claims)
    end

    def stay(context, claims), do: Phoenix.Token.sign(context, @salts.stay, claims)

    @doc "`{:ok, claims}`, or why not: `token_expired` or `unauthorized`."
    def verify(context, kind, token) when is_binary(token) do
      case Phoenix.Token.verify(context, @salts[kind], token, max_age: CallsElements.config(:max_age, @life[kind])) do
        {:ok, claims} -> {:ok, claims}
        {:error, :expired} -> {:error, "token_expired"}
        {:error, _} -> {:error, "unauthorized"}
      end
    end

    def verify(_context, _kind, _token), do: {:error, "unauthorized"}

    @doc """
    The claims of somebody who joins with an entry, and as who they were where they were somebody: then an entry that has expired is
    enough, as a call may outlast its page's. A stay alone is not: your application has to have said that they may come in.
    """
    def admit(context, room, entry, resume, now) do
      former =
        case verify(context, :stay, resume) do
          {:ok, %{room: ^room} = claims} -> claims
          _ -> nil
        end

      case verify(context, :entry, entry) do
        {:ok, %{room: ^room, user: user} = claims} when former != nil and former.user == user ->
          {:ok, Map.merge(former, claims)}

        {:ok, %{room: ^room} = claims} ->
          {:ok, Map.merge(claims, %{participant: id(), joined_at: now})}

        {:ok, _} ->
          {:error, "forbidden"}

        {:error, "token_expired"} when former != nil ->
          {:ok, former}

        refused ->
          refused
      end
    end

    defp id, do: Base.encode16(:crypto.strong_rand_bytes(16), case: :lower)
  end
end
