defmodule CallsElements.Room do
  @moduledoc """
  What a room is made of, as pure functions: who may do what, what somebody is shown as, what becomes of a message. The claims are what a
  token says: `room`, `role`, `ai`, and once somebody has come in `participant` and `joined_at`.
  """
  alias CallsElements.{Schema, Wire}

  @everybody ["hand", "speaking", "profile", "chat", "chat-edit", "chat-delete", "reaction"]
  @hosts ["mute", "ask-unmute", "remove"]

  def topic(room), do: "calls:" <> room

  @doc "Where one person alone is told something, whichever node they are on."
  def personal(room, participant), do: topic(room) <> ":" <> participant

  @doc "What somebody may ask for. Their page shows controls for nothing else."
  def actions(claims) do
    @everybody ++ if(claims.role == "host", do: @hosts, else: []) ++ if(claims.ai, do: ["feature"], else: [])
  end

  @doc """
  What everybody sees of somebody, of what they say themselves. `before` is what was seen, `now` milliseconds since 1970. Atoms are the
  keys of the server's fields and strings of nothing else: a key that comes in both ways would be in the JSON twice.
  """
  def meta(user, claims, before, now) when is_map(user) do
    with {:ok, name} <- name(user["name"]),
         {:ok, metadata} <- check(user["metadata"] || %{}, Wire.metadata()),
         {:ok, session} <- session(user["session"], claims) do
      hand = if user["raisedHand"] == true, do: (before && before[:hand]) || now

      {:ok,
       %{name: name, joinedAt: claims.joined_at, speaking: user["speaking"] == true, metadata: metadata}
       |> put(:role, claims.role)
       |> put(:hand, hand)
       |> put(:session, session)}
    end
  end

  def meta(_user, _claims, _before, _now), do: {:error, "invalid_message"}

  # Viewers publish nothing, whatever they say.
  defp session(nil, _claims), do: {:ok, nil}
  defp session(_session, %{role: "viewer"}), do: {:ok, nil}
  defp session(session, _claims), do: check(session, Wire.session())

  defp put(map, _key, nil), do: map
  defp put(map, key, value), do: Map.put(map, key, value)

  # Control characters, directions of text, and what takes no place. Joiners stay: they make letters and pictures what they are.
  @unseen ~r/[\p{Cc}\p{Zl}\p{Zp}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]/u

  @doc "A name as it is shown: without what cannot be seen, and with single spaces."
  def name(name) when is_binary(name) and byte_size(name) <= 1_024 do
    clean = name |> String.replace(@unseen, "") |> String.split() |> Enum.join(" ")

    if String.valid?(name) and Schema.check(clean, {:string, 1, Wire.limit("name")}) != :error,
      do: {:ok, clean},
      else: {:error, "invalid_name"}
  end

  def name(_name), do: {:error, "invalid_name"}

  @doc """
  What becomes of a `message`: `{:everyone, action}`, `{:pair, participant, action}`, `{:ask, participant or :others, payload}` or
  `{:remove, participant}`.
  """
  def message(%{"type" => type} = said, claims) when is_map_key(said, "type") do
    with {:ok, rule} <- rule(type),
         true <- type in actions(claims) || {:error, "forbidden"},
         {:ok, action} <- check(said, rule) do
      {:ok, effect(action, claims)}
    end
  end

  def message(_said, _claims), do: {:error, "invalid_message"}

  defp rule(type) do
    with :error <- Map.fetch(Wire.actions(), type), do: {:error, "invalid_message"}
  end

  defp effect(%{"type" => "remove", "participantId" => whom}, _claims), do: {:remove, whom}

  defp effect(%{"type" => type, "source" => source} = action, claims) when type in ["mute", "ask-unmute"] do
    asked = %{from: claims.participant, action: if(type == "mute", do: "mute", else: "unmute"), source: source}
    {:ask, action["participantId"] || :others, asked}
  end

  defp effect(%{"to" => to} = action, _claims), do: {:pair, to, action}
  defp effect(action, _claims), do: {:everyone, action}

  defp check(value, rule) do
    with :error <- Schema.check(value, rule), do: {:error, "invalid_message"}
  end

  @wish {:object,
         [
           {"enabled", :optional, :boolean},
           {"listen", :optional, :boolean},
           {"instructions", :optional, {:string, 0, 4_000}},
           {"voice", :optional, {:string, 1, 64}}
         ]}

  @doc "What somebody wants of the AI, if they may want anything of it."
  def wish(params, claims) do
    with {:ok, wish} <- check(params, @wish),
         true <- "feature" in actions(claims) || {:error, "forbidden"} do
      if is_map_key(wish, "enabled") or is_map_key(wish, "listen"), do: {:ok, wish}, else: {:error, "invalid_message"}
    end
  end

  @doc """
  Messages that somebody may send still: `per_second` of them, and as many at once as come in five seconds. The first allowance is `nil`.
  """
  def allow(allowance, now, per_second) do
    {left, at} = allowance || {per_second * 5, now}
    left = min(per_second * 5, left + (now - at) * per_second / 1_000)
    if left >= 1, do: {:ok, {left - 1, now}}, else: {:error, {left, now}}
  end
end
