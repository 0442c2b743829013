defmodule CallsElements.GuardTest do
  use ExUnit.Case, async: true
  alias CallsElements.Guard

  @ben %{
    session: %{"sessionId" => "ben1", "tracks" => [%{"trackName" => "mic"}], "channels" => [%{"name" => "cursor"}]}
  }
  @ada %{participant: "ada", role: nil, people: %{"ada" => %{}, "ben" => @ben}}
  @offer %{"type" => "offer", "sdp" => "v=0"}

  defp owner("ada1"), do: "ada"
  defp owner("ben1"), do: "ben"
  defp owner(_), do: nil

  defp ask(method, path, body, caller \\ @ada) do
    with {:ok, name, session, rule} <- Guard.operation(method, path),
         do: Guard.guard(name, session, rule, body, caller, &owner/1)
  end

  defp pull(items, caller \\ @ada), do: ask("POST", ["ada1", "tracks", "new"], %{"tracks" => items}, caller)

  test "knows the paths of the Connection API, and no other" do
    assert {:ok, "newSession", nil, _} = Guard.operation("POST", ["new"])
    assert {:ok, "closeTracks", "s1", _} = Guard.operation("PUT", ["s1", "tracks", "close"])

    for {method, path} <- [
          {"DELETE", ["new"]},
          {"GET", ["a/b"]},
          {"GET", [".."]},
          {"POST", ["a", "tracks"]},
          {"GET", []}
        ],
        do: assert({:error, {:answer, 404, _}} = Guard.operation(method, path))
  end

  test "lets people use their own sessions while they are in the room" do
    assert {:ok, nil, _} = ask("GET", ["ada1"], nil)
    assert {:answer, 403, %{"errorCode" => "session_not_owned"}} = ask("GET", ["ben1"], nil)
    assert {:answer, 410, %{"errorCode" => "session_error"}} = ask("GET", ["nobodys"], nil)
    assert {:answer, 425, _} = ask("POST", ["new"], nil, %{@ada | participant: "gone"})
    assert {:ok, %{}, _} = ask("POST", ["new"], nil)
  end

  test "forwards only what it understands" do
    body = %{"sessionDescription" => Map.put(@offer, "evil", 1), "evil" => 2}
    assert {:ok, %{"sessionDescription" => @offer}, _} = ask("PUT", ["ada1", "renegotiate"], body) |> keys()
    assert {:answer, 400, %{"errorCode" => "decoding_error"}} = ask("PUT", ["ada1", "renegotiate"], %{})
  end

  defp keys({:ok, body, complete}) when map_size(body) == 1, do: {:ok, body, complete}

  test "pulls what is announced in the room, and one's own" do
    mine = %{"location" => "remote", "sessionId" => "ada1", "trackName" => "any"}
    bens = %{"location" => "remote", "sessionId" => "ben1", "trackName" => "mic"}
    secret = %{bens | "trackName" => "secret"}
    other = %{bens | "sessionId" => "other"}
    assert {:ok, %{"tracks" => [^bens, ^mine]}, complete} = pull([bens, secret, mine, other])

    failed = %{
      "tracks" => [%{"mid" => "0"}, %{"mid" => "1", "errorCode" => "empty_track_error", "errorDescription" => "prose"}]
    }

    assert %{"tracks" => [%{"mid" => "0"}, not_there, own, not_there_either]} = complete.(failed)
    assert %{"errorCode" => "not_found_track_error", "trackName" => "secret"} = not_there
    assert %{"errorCode" => "not_found_track_error", "sessionId" => "other"} = not_there_either
    refute own["errorDescription"] == "prose"
    assert {:answer, 200, %{"tracks" => [%{"errorCode" => "not_found_track_error"}]}} = pull([secret])
  end

  test "publishes for nobody who may not, and sends no offer with one section less" do
    local = %{"location" => "local", "mid" => "0", "trackName" => "mic", "sessionId" => "ben1"}
    assert {:ok, %{"tracks" => [sent]}, _} = pull([local])
    refute is_map_key(sent, "sessionId")
    viewer = %{@ada | role: "viewer"}
    assert {:answer, 200, %{"tracks" => [%{"errorCode" => "forbidden"}]}} = pull([local], viewer)
    assert {:answer, 403, _} = ask("POST", ["ada1", "tracks", "new"], %{"autoDiscover" => true}, viewer)
    secret = %{"location" => "remote", "sessionId" => "ben1", "trackName" => "secret"}
    body = %{"sessionDescription" => @offer, "tracks" => [local, secret]}
    assert {:answer, 200, %{"tracks" => tracks}} = ask("POST", ["ada1", "tracks", "new"], body)
    assert ["retryable_transient_error", "not_found_track_error"] == Enum.map(tracks, & &1["errorCode"])
  end

  test "subscribes to channels by the same rule" do
    channel = fn name ->
      %{"location" => "remote", "sessionId" => "ben1", "dataChannelName" => name, "canReply" => true}
    end

    path = ["ada1", "datachannels", "new"]
    cursor = channel.("cursor")
    assert {:ok, %{"dataChannels" => [^cursor]}, _} = ask("POST", path, %{"dataChannels" => [cursor, channel.("x")]})

    assert {:ok, %{"dataChannels" => [heard]}, _} =
             ask("POST", path, %{"dataChannels" => [cursor]}, %{@ada | role: "viewer"})

    refute is_map_key(heard, "canReply")
    establish = fn name -> ask("POST", ["ada1", "datachannels", "establish"], %{"dataChannel" => channel.(name)}) end
    assert {:ok, %{"dataChannel" => %{"dataChannelName" => "server-events"}}, _} = establish.("server-events")
    assert {:answer, 406, _} = establish.("cursor")
  end

  test "tells nobody what the service says, or that the secret is wrong" do
    assert {:answer, 503, %{"errorCode" => "upstream_unavailable"}} = Guard.upstream_failed(401, nil)

    assert {:answer, 410, failure} =
             Guard.upstream_failed(410, %{"errorCode" => "session_error", "errorDescription" => "x"})

    refute failure["errorDescription"] == "x"
    assert {:answer, 400, %{"errorCode" => "internal_error"}} = Guard.upstream_failed(400, %{"errorCode" => "<b>"})
  end
end
