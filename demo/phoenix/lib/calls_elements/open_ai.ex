if Code.ensure_loaded?(Phoenix) do
  defmodule CallsElements.Ai.OpenAi do
    @moduledoc "A voice of OpenAI's Realtime API in the room: it is offered a session of the SFU's, and answers."
    @behaviour CallsElements.Ai
    alias CallsElements.Calls

    @voice "ai-generated-voice"
    @endpoint "https://api.openai.com/v1/realtime"

    @impl true
    def start(wish) do
      track = %{"location" => "local", "trackName" => @voice, "kind" => "audio", "bidirectionalMediaStream" => true}

      with {:ok, 201, %{"sessionId" => id}} <- Calls.call("POST", "sessions/new?thirdparty=true", nil),
           {:ok, 200, %{"sessionDescription" => %{"sdp" => offer}}} <-
             Calls.call("POST", "sessions/#{id}/tracks/new", %{"tracks" => [track]}),
           {:ok, status, answer} when status in 200..299 <- ask(wish, offer),
           description = %{"sessionDescription" => %{"type" => "answer", "sdp" => answer}},
           {:ok, 200, _} <- Calls.call("PUT", "sessions/#{id}/renegotiate", description) do
        tracks = [%{"trackName" => @voice, "kind" => "audio", "source" => "microphone", "enabled" => true}]
        {:ok, id, %{"sessionId" => id, "tracks" => tracks}}
      else
        _ -> {:error, "upstream_unavailable"}
      end
    end

    defp ask(wish, offer) do
      query =
        wish
        |> Map.take(["instructions", "voice"])
        |> Map.put("model", CallsElements.config(:openai_model, "gpt-realtime"))

      url = CallsElements.config(:openai_endpoint, @endpoint) <> "?" <> URI.encode_query(query)
      Calls.request("POST", url, CallsElements.config(:openai_key), "application/sdp", offer)
    end

    # It cannot be made deaf: what it hears by is what it speaks by, and the SFU closes both at once. Whoever wants to be heard no more
    # mutes themselves, hands it over, or sends it away.
    @impl true
    def listen(_id, nil), do: {:error, "invalid_message"}

    # `#` and a name is the transceiver of that track.
    def listen(id, track) do
      case Calls.call("POST", "sessions/#{id}/tracks/new", %{"tracks" => [Map.put(track, "mid", "#" <> @voice)]}) do
        {:ok, 200, _} -> {:ok, id}
        _ -> {:error, "upstream_unavailable"}
      end
    end

    # Nobody's browser ends what it hears and says: without this it would go on listening to whoever spoke to it last.
    @impl true
    def stop(id), do: Calls.close(id)
  end
end
