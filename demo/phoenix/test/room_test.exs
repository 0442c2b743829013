defmodule CallsElements.RoomTest do
  use ExUnit.Case, async: true
  alias CallsElements.Room

  @claims %{room: "standup", role: nil, ai: false, participant: "ada", joined_at: 1}
  @session %{"sessionId" => "s1", "tracks" => [%{"trackName" => "mic", "kind" => "audio", "enabled" => true}]}

  test "shows somebody as they say, with what only the server knows" do
    user = %{
      "name" => " Ada  L.\u202E ",
      "raisedHand" => true,
      "joinedAt" => 9,
      "role" => "host",
      "session" => @session
    }

    assert {:ok, meta} = Room.meta(user, @claims, nil, 50)
    assert meta == %{name: "Ada L.", joinedAt: 1, speaking: false, metadata: %{}, hand: 50, session: @session}
    assert {:ok, %{hand: 50}} = Room.meta(user, @claims, meta, 99)
    assert {:ok, lowered} = Room.meta(%{user | "raisedHand" => false}, @claims, meta, 99)
    refute is_map_key(lowered, :hand)
  end

  test "lets a viewer publish nothing" do
    assert {:ok, meta} = Room.meta(%{"name" => "Vi", "session" => @session}, %{@claims | role: "viewer"}, nil, 1)
    refute is_map_key(meta, :session)
  end

  test "leaves a name that is clean as it is" do
    for name <- ["👨‍👩‍👧 Ada", "Zoë", "می‌خواهم", "李 小龍"], do: assert(Room.name(name) == {:ok, name})
  end

  test "refuses names that are none, and what is no state" do
    for name <- [nil, "", " \u200B", String.duplicate("x", 81), 7],
        do: assert(Room.meta(%{"name" => name}, @claims, nil, 1) == {:error, "invalid_name"})

    assert Room.meta(%{"name" => "A", "session" => %{}}, @claims, nil, 1) == {:error, "invalid_message"}
    assert Room.meta("A", @claims, nil, 1) == {:error, "invalid_message"}
  end

  test "passes a message on, to everybody or to one" do
    chat = %{"type" => "chat", "id" => "m1", "text" => "hello"}
    assert Room.message(Map.put(chat, "from", "ben"), @claims) == {:ok, {:everyone, chat}}
    private = Map.put(chat, "to", "ben")
    assert Room.message(private, @claims) == {:ok, {:pair, "ben", private}}
    assert Room.message(%{"type" => "chat", "id" => "m1"}, @claims) == {:error, "invalid_message"}
    assert Room.message(%{"type" => "policy"}, @claims) == {:error, "invalid_message"}
    assert Room.message(%{}, @claims) == {:error, "invalid_message"}
  end

  test "lets hosts keep order, and nobody else" do
    mute = %{"type" => "mute", "source" => "microphone"}
    host = %{@claims | role: "host"}
    asked = %{from: "ada", action: "mute", source: "microphone"}
    assert Room.message(mute, @claims) == {:error, "forbidden"}
    assert Room.message(mute, host) == {:ok, {:ask, :others, asked}}
    assert Room.message(Map.put(mute, "participantId", "ben"), host) == {:ok, {:ask, "ben", asked}}
    assert Room.message(%{"type" => "remove", "participantId" => "ben"}, host) == {:ok, {:remove, "ben"}}
    refute "mute" in Room.actions(@claims)
    refute "feature" in Room.actions(host)
    assert "feature" in Room.actions(%{@claims | ai: true})
  end

  test "lets those call the AI whose token says so, and nobody else" do
    wish = %{"enabled" => true, "instructions" => "Be brief.", "voice" => "ash"}
    assert Room.wish(Map.put(wish, "model", "x"), %{@claims | ai: true}) == {:ok, wish}
    assert Room.wish(wish, %{@claims | role: "host"}) == {:error, "forbidden"}

    for wrong <- [%{}, %{"enabled" => "yes"}, %{"enabled" => true, "voice" => ""}, nil],
        do: assert(Room.wish(wrong, %{@claims | ai: true}) == {:error, "invalid_message"})
  end

  test "slows down who says too much" do
    allowance =
      Enum.reduce(1..10, nil, fn _, allowance ->
        assert {:ok, allowance} = Room.allow(allowance, 0, 2)
        allowance
      end)

    assert {:error, allowance} = Room.allow(allowance, 0, 2)
    assert {:ok, _} = Room.allow(allowance, 500, 2)
  end
end
