if Code.ensure_loaded?(Plug) do
  defmodule CallsElements.Proxy do
    @moduledoc """
    The way of a page to the Connection API, with the app's secret: `forward "/calls", CallsElements.Proxy` in a router, behind
    `Plug.Parsers`. Who may do what is in `CallsElements.Guard`.
    """
    @behaviour Plug
    import Plug.Conn
    alias CallsElements.{Calls, Guard, Presence, Token}

    @impl true
    def init(options), do: options

    @impl true
    def call(%{path_info: ["sessions" | path]} = conn, _options) do
      {:answer, status, body} =
        with {:ok, claims} <- claims(conn),
             {:ok, name, session, rule} <- Guard.operation(conn.method, path),
             caller = %{participant: claims.participant, role: claims.role, people: Presence.people(claims.room)},
             owner = &CallsElements.sessions().owner(&1, claims.room),
             {:ok, body, complete} <- Guard.guard(name, session, rule, body(conn), caller, owner) do
          forward(conn.method, name, Enum.join(["sessions" | path], "/"), body, complete, claims)
        else
          {:error, answer} -> answer
          answer -> answer
        end

      conn
      |> put_resp_content_type("application/json")
      |> send_resp(status, Phoenix.json_library().encode!(body))
      |> halt()
    end

    def call(conn, _options), do: conn |> send_resp(404, "") |> halt()

    defp claims(conn) do
      endpoint = conn.private[:phoenix_endpoint] || CallsElements.config(:endpoint)

      with ["Bearer " <> token] <- get_req_header(conn, "authorization"),
           {:ok, claims} <- Token.verify(endpoint, :stay, token) do
        {:ok, claims}
      else
        {:error, "token_expired"} -> {:error, Guard.failed(401, "token_expired")}
        _ -> {:error, Guard.failed(401, "unauthorized")}
      end
    end

    # A request without a body has an empty one, and JSON that is no object is under a key of its own.
    defp body(%{body_params: %Plug.Conn.Unfetched{}}), do: %{}
    defp body(%{body_params: params}), do: params

    defp forward(method, name, path, body, complete, claims) do
      # The documented call for a new session has no body at all.
      body = if name == "newSession" and body == %{}, do: nil, else: body

      case Calls.call(method, path, body) do
        {:ok, status, reply} when status in 200..299 and is_map(reply) ->
          if name == "newSession",
            do: CallsElements.sessions().put(reply["sessionId"], claims.room, claims.participant)

          {:answer, status, complete.(reply)}

        {:ok, status, reply} ->
          Guard.upstream_failed(if(status in 200..299, do: 502, else: status), reply)

        :error ->
          Guard.failed(503, "upstream_unavailable")
      end
    end
  end
end
