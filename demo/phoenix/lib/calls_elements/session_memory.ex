defmodule CallsElements.SessionMemory do
  @moduledoc "Those of one node. Each is forgotten after a day, and the oldest when there are too many."
  @behaviour CallsElements.Sessions
  use GenServer

  @most 100_000
  @life 24 * 60 * 60 * 1_000

  def start_link(_options), do: GenServer.start_link(__MODULE__, nil, name: __MODULE__)

  @impl CallsElements.Sessions
  def put(session, room, participant), do: GenServer.call(__MODULE__, {:put, session, room, participant})

  @impl CallsElements.Sessions
  def owner(session, room) do
    case :ets.lookup(__MODULE__, session) do
      [{^session, ^room, participant}] -> participant
      _ -> nil
    end
  end

  @impl CallsElements.Sessions
  def take(room, participant), do: GenServer.call(__MODULE__, {:take, room, participant})

  @impl GenServer
  def init(nil) do
    :ets.new(__MODULE__, [:named_table, read_concurrency: true])
    {:ok, :queue.new()}
  end

  @impl GenServer
  def handle_call({:put, session, room, participant}, _from, queue) do
    now = System.monotonic_time(:millisecond)
    :ets.insert(__MODULE__, {session, room, participant})
    {:reply, :ok, forget(:queue.in({session, now}, queue), now)}
  end

  def handle_call({:take, room, participant}, _from, queue) do
    sessions = for [session] <- :ets.match(__MODULE__, {:"$1", room, participant}), do: session
    for session <- sessions, do: :ets.delete(__MODULE__, session)
    {:reply, sessions, queue}
  end

  defp forget(queue, now) do
    {:value, {session, at}} = :queue.peek(queue)

    if now - at > @life or :queue.len(queue) > @most do
      :ets.delete(__MODULE__, session)
      forget(:queue.drop(queue), now)
    else
      queue
    end
  end
end
