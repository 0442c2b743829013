if Code.ensure_loaded?(Phoenix.Presence) do
  defmodule CallsElements.Ai do
    @moduledoc """
    The AI participant of a room: one process for each room that has one, which is in the room's Presence as `ai`. Where it comes from is
    up to the module in `config :calls_elements, ai: …`; `CallsElements.Ai.OpenAi` is one.
    """
    use GenServer, restart: :temporary
    alias CallsElements.{Presence, Room}

    @doc "Calls it in. `session` is what it publishes, as a participant's; `state` is handed to the other two."
    @callback start(wish :: map()) :: {:ok, state :: term(), session :: map()} | {:error, String.t()}
    @doc "It hears this track from now on, or with `nil` nobody, which not every provider can be told."
    @callback listen(state :: term(), track :: map() | nil) :: {:ok, state :: term()} | {:error, String.t()}
    @callback stop(state :: term()) :: term()

    # Milliseconds between two looks whether anybody is there still.
    @look 15_000
    @limit 60_000

    @doc "Does what an `enableAi` asks for, as `CallsElements.Room.wish/2` reads it. `:ok`, or `{:error, code}`."
    def ask(room, wish, participant, session) do
      with {:ok, module} <- module() do
        case {wish, Registry.lookup(CallsElements.Ais, room)} do
          {%{"enabled" => true}, []} -> start(module, room, wish)
          {%{"enabled" => true}, _} -> :ok
          {%{"enabled" => false}, running} -> Enum.each(running, fn {pid, _} -> GenServer.stop(pid) end)
          {%{"listen" => listen}, [{pid, _}]} -> GenServer.call(pid, {:listen, listen, participant, session}, @limit)
          _ -> {:error, "invalid_message"}
        end
      end
    catch
      :exit, _ -> {:error, "upstream_unavailable"}
    end

    defp module do
      case CallsElements.config(:ai) do
        nil -> {:error, "upstream_unavailable"}
        module -> {:ok, module}
      end
    end

    defp start(module, room, wish) do
      case DynamicSupervisor.start_child(CallsElements.AiSupervisor, {__MODULE__, {module, room, wish}}) do
        {:ok, _} -> :ok
        {:error, {:already_started, _}} -> :ok
        {:error, {:shutdown, reason}} -> {:error, reason}
        {:error, _} -> {:error, "upstream_unavailable"}
      end
    end

    def start_link({_module, room, _wish} = options),
      do: GenServer.start_link(__MODULE__, options, name: {:via, Registry, {CallsElements.Ais, room}}, timeout: @limit)

    @impl true
    def init({module, room, wish}) do
      case module.start(wish) do
        {:ok, state, session} ->
          Process.flag(:trap_exit, true)
          topic = Room.topic(room)
          meta = %{name: "AI", joinedAt: System.system_time(:millisecond), session: session, ai: shown(nil)}
          {:ok, _} = Presence.track(self(), topic, "ai", meta)
          Process.send_after(self(), :look, @look)
          {:ok, %{module: module, room: room, topic: topic, state: state, meta: meta}}

        {:error, reason} ->
          {:stop, {:shutdown, reason}}
      end
    end

    @impl true
    def handle_call({:listen, listen?, participant, session}, _from, ai) do
      track = if listen?, do: microphone(session)

      with true <- not listen? or track != nil || {:error, "invalid_message"},
           {:ok, state} <- ai.module.listen(ai.state, track) do
        meta = %{ai.meta | ai: shown(if listen?, do: participant)}
        {:ok, _} = Presence.update(self(), ai.topic, "ai", meta)
        {:reply, :ok, %{ai | state: state, meta: meta}}
      else
        {:error, reason} -> {:reply, {:error, reason}, ai}
      end
    end

    @impl true
    def handle_info(:look, ai) do
      Process.send_after(self(), :look, @look)
      if map_size(Presence.people(ai.room)) > 1, do: {:noreply, ai}, else: {:stop, :normal, ai}
    end

    def handle_info(_message, ai), do: {:noreply, ai}

    @impl true
    def terminate(_reason, ai) do
      CallsElements.config(:endpoint).broadcast!(ai.topic, "userLeft", %{id: "ai"})
      ai.module.stop(ai.state)
    end

    defp shown(nil), do: %{enabled: true, connectionPending: false}
    defp shown(participant), do: %{enabled: true, connectionPending: false, controllingUser: participant}

    defp microphone(%{"sessionId" => session, "tracks" => tracks}) do
      track = Enum.find(tracks, &(&1["kind"] == "audio" and Map.get(&1, "source", "microphone") == "microphone"))
      track && %{"location" => "remote", "sessionId" => session, "trackName" => track["trackName"]}
    end

    defp microphone(_session), do: nil
  end
end
