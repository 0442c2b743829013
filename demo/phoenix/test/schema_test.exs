defmodule CallsElements.SchemaTest do
  use ExUnit.Case, async: true
  alias CallsElements.{Schema, Wire}

  test "keeps what is known, and nothing else" do
    track = %{"trackName" => "mic", "kind" => "audio", "evil" => 1}
    session = %{"sessionId" => "s", "tracks" => [track], "extra" => %{}}
    assert {:ok, checked} = Schema.check(session, Wire.session())
    assert checked == %{"sessionId" => "s", "tracks" => [Map.delete(track, "evil")]}
  end

  test "refuses what is too long, too much, or of another kind" do
    session = fn tracks -> %{"sessionId" => "s", "tracks" => tracks} end
    track = %{"trackName" => "mic", "kind" => "audio"}

    for wrong <- [
          nil,
          [],
          session.(nil),
          session.(List.duplicate(track, 17)),
          session.([%{track | "kind" => "smell"}]),
          session.([%{track | "trackName" => ""}]),
          session.([%{track | "trackName" => String.duplicate("x", 257)}]),
          session.([Map.put(track, "rids", ["f", 1])]),
          %{session.([track]) | "sessionId" => 7}
        ] do
      assert Schema.check(wrong, Wire.session()) == :error
    end
  end

  test "counts characters as browsers do" do
    assert {:ok, _} = Schema.check("👍", {:string, 1, 2})
    assert Schema.check("👍", {:string, 1, 1}) == :error
    assert Schema.check(<<255>>, {:string, 1, 9}) == :error
  end
end
