defmodule CallsElements.Guard do
  @moduledoc """
  What somebody may do on the SFU, as pure functions. A request is read by the schema of its operation and made anew: only what is
  understood goes further. What they may not have is taken out of it, and put into the reply as what is not there.
  """
  alias CallsElements.{Schema, Wire}

  @doc "The operation of a method and a path after `sessions`: its name, the session, and the rule of its body."
  def operation(method, path) do
    Enum.find_value(Wire.operations(), {:error, failed(404, "not_found")}, fn {verb, segments, name, rule} ->
      with true <- verb == method and length(segments) == length(path),
           {:ok, session} <- fit(segments, path) do
        {:ok, name, session, rule}
      else
        _ -> nil
      end
    end)
  end

  defp fit(segments, path) do
    segments
    |> Enum.zip(path)
    |> Enum.reduce_while({:ok, nil}, fn
      {:id, id}, _ -> if id =~ ~r/\A[\w-]{1,128}\z/, do: {:cont, {:ok, id}}, else: {:halt, :error}
      {same, same}, found -> {:cont, found}
      _, _ -> {:halt, :error}
    end)
  end

  @doc """
  What of a body goes to the SFU, and what becomes of its reply: `{:ok, body, complete}`, or `{:answer, status, body}`.

  The caller has `participant`, `role`, and `people`: everybody's newest meta, by participant. `owner` tells whose a session is.
  """
  def guard(name, session, rule, body, caller, owner) do
    with :ok <- present(caller),
         :ok <- owns(session, caller, owner),
         {:ok, body} <- read(body, rule) do
      sift(name, body, caller, owner)
    end
  end

  defp present(%{people: people, participant: participant}) do
    if is_map_key(people, participant), do: :ok, else: failed(425, "session_error")
  end

  defp owns(nil, _caller, _owner), do: :ok

  defp owns(session, %{participant: participant}, owner) do
    case owner.(session) do
      ^participant -> :ok
      nil -> failed(410, "session_error")
      _ -> failed(403, "session_not_owned")
    end
  end

  defp read(_body, nil), do: {:ok, nil}

  defp read(body, rule) do
    with :error <- Schema.check(body || %{}, rule), do: failed(400, "decoding_error")
  end

  defp sift("newTracks", %{"tracks" => tracks} = body, caller, owner) do
    verdicts = verdicts(tracks, "trackName", caller, owner)
    refused? = Enum.any?(verdicts, &match?({:refused, _}, &1))

    publishes? =
      is_map_key(body, "sessionDescription") and Enum.any?(verdicts, &match?({:ok, %{"location" => "local"}}, &1))

    # An offer to publish has a media section for every item: it cannot be sent with one less.
    if refused? and publishes? do
      skip = fn {_, item} -> refusal(item, "retryable_transient_error") end
      tracks = Enum.map(verdicts, &if(match?({:refused, _}, &1), do: elem(&1, 1), else: skip.(&1)))
      {:answer, 200, %{"requiresImmediateRenegotiation" => false, "tracks" => tracks}}
    else
      forward(body, "tracks", verdicts)
    end
  end

  defp sift("newTracks", body, caller, _owner) do
    if publishes?(caller), do: {:ok, body, &completed/1}, else: failed(403, "forbidden")
  end

  defp sift("updateTracks", body, caller, owner),
    do: forward(body, "tracks", verdicts(body["tracks"], "trackName", caller, owner))

  defp sift(name, body, caller, owner) when name in ["newDataChannels", "updateDataChannels"],
    do: forward(body, "dataChannels", verdicts(body["dataChannels"], "dataChannelName", caller, owner))

  defp sift("establishDataChannels", body, _caller, _owner) do
    events = %{"location" => "remote", "dataChannelName" => Wire.server_events()}

    case body["dataChannel"] do
      nil ->
        {:ok, body, &completed/1}

      %{"location" => "remote", "dataChannelName" => name} when name == :erlang.map_get("dataChannelName", events) ->
        {:ok, %{body | "dataChannel" => events}, &completed/1}

      _ ->
        failed(406, "invalid_params")
    end
  end

  defp sift(_name, body, _caller, _owner), do: {:ok, body, &completed/1}

  defp forward(body, list, verdicts) do
    allowed = for {:ok, item} <- verdicts, do: item
    complete = fn reply -> completed(Map.put(reply, list, merge(verdicts, reply[list] || []))) end

    if allowed == [] and verdicts != [],
      do: {:answer, 200, complete.(%{"requiresImmediateRenegotiation" => false})},
      else: {:ok, Map.put(body, list, allowed), complete}
  end

  # The items of the reply, with those that were refused at the places that they had in the request.
  defp merge([], rest), do: rest
  defp merge([{:refused, item} | verdicts], rest), do: [item | merge(verdicts, rest)]
  defp merge([{:ok, _} | verdicts], [item | rest]), do: [item | merge(verdicts, rest)]
  defp merge([{:ok, _} | verdicts], []), do: merge(verdicts, [])

  defp verdicts(items, name, caller, owner) do
    Enum.map(items, fn
      %{"location" => "local"} = item ->
        # It has no session of its own: what a sender puts there must not reach the service.
        item = Map.delete(item, "sessionId")
        if publishes?(caller), do: {:ok, item}, else: {:refused, refusal(item, "forbidden")}

      item ->
        item = if publishes?(caller), do: item, else: Map.delete(item, "canReply")
        # What is refused looks like what is not there: a room does not tell what else exists.
        if may_pull?(item["sessionId"], item[name], name, caller, owner),
          do: {:ok, item},
          else: {:refused, refusal(item, "not_found_track_error")}
    end)
  end

  defp publishes?(%{role: role}), do: role != "viewer"

  @doc "Whether a track or a channel is there for somebody: one that others in the room have announced, or any of their own."
  def may_pull?(session, name, _kind, _caller, _owner) when session == nil or name == nil, do: false

  def may_pull?(session, name, kind, %{participant: participant, people: people}, owner) do
    owner.(session) == participant or
      Enum.any?(people, fn {_, meta} ->
        announced = meta[:session] || %{}
        announced["sessionId"] == session and name in names(announced, kind)
      end)
  end

  defp names(%{"tracks" => tracks}, "trackName"), do: Enum.map(tracks, & &1["trackName"])
  defp names(announced, _channels), do: Enum.map(announced["channels"] || [], & &1["name"])

  defp refusal(item, code) do
    item
    |> Map.take(["location", "sessionId", "trackName", "dataChannelName"])
    |> Map.put("mid", "")
    |> Map.merge(failure(code))
  end

  # What the service says in prose reaches no browser.
  defp completed(%{} = reply) do
    for {key, value} <- reply,
        into: %{},
        do: {key, if(is_list(value), do: Enum.map(value, &without_prose/1), else: value)}
  end

  defp without_prose(%{"errorCode" => code} = item) when is_binary(code), do: Map.merge(item, failure(code))
  defp without_prose(item), do: item

  @doc "What an upstream error becomes: its code, unless it is about this application's own credentials."
  def upstream_failed(status, body) do
    code = if is_map(body), do: body["errorCode"]

    cond do
      status in [401, 403] or status >= 500 or (status == 404 and code in [nil, "not_found"]) ->
        failed(503, "upstream_unavailable")

      is_binary(code) ->
        failed(status, code)

      true ->
        failed(status, "internal_error")
    end
  end

  def failed(status, code), do: {:answer, status, failure(code)}

  def failure(code) do
    code = if code =~ ~r/\A[a-z_]{1,64}\z/, do: code, else: "internal_error"
    %{"errorCode" => code, "errorDescription" => Map.get(Wire.failures(), code, "The service refused.")}
  end
end
