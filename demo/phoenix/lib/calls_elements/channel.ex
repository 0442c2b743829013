if Code.ensure_loaded?(Phoenix.Channel) do
  defmodule CallsElements.Channel do
    @moduledoc "One person in a room: `userUpdate`, `message`, `heartbeat` and `enableAi`. What they may is in `CallsElements.Room`."
    # What Phoenix logs of a join has the tokens in it.
    use Phoenix.Channel, log_join: false, log_handle_in: false
    alias CallsElements.{Ai, Presence, Room, Token, Wire}
    alias Phoenix.Socket.Broadcast

    # Milliseconds without a heartbeat after which nobody is there: a socket to which much is said does not find out by itself.
    @stale 45_000
    # Milliseconds after which a stay is given another token, and TURN credentials, which are good for a day.
    @renewal 6 * 60 * 60 * 1_000
    @messages_per_second 10

    @impl true
    def join("calls:" <> room, params, socket) do
      with {:ok, claims} <- Token.admit(socket.endpoint, room, params["token"], params["resume"], now()),
           :ok <- place(room, claims),
           user = if(is_map(params["user"]), do: params["user"], else: %{}),
           {:ok, meta} <- Room.meta(Map.put(user, "name", params["name"]), claims, nil, now()) do
        send(self(), :joined)
        reply = %{participantId: claims.participant, name: meta.name, role: claims.role, actions: Room.actions(claims)}
        socket = assign(socket, claims: claims, meta: meta, beat: now(), renewed: 0, allowance: nil)
        {:ok, Map.put(reply, :token, Token.stay(socket.endpoint, claims)), socket}
      else
        {:error, reason} -> {:error, %{reason: reason}}
      end
    end

    defp place(room, %{participant: participant}) do
      people = Presence.people(room)
      most = CallsElements.config(:capacity, Wire.limit("participants"))
      if map_size(people) < most or is_map_key(people, participant), do: :ok, else: {:error, "room_full"}
    end

    @impl true
    def handle_info(:joined, %{assigns: %{claims: claims, meta: meta}} = socket) do
      own = Room.personal(claims.room, claims.participant)
      # Whoever comes again takes the place of their older connection, which may not know yet that it is lost.
      socket.endpoint.broadcast_from!(self(), own, "ended", %{code: "replaced"})
      :ok = socket.endpoint.subscribe(own)
      {:ok, _} = Presence.track(socket, claims.participant, meta)
      push(socket, "presence_state", Presence.list(socket))
      Process.send_after(self(), :look, @stale)
      {:noreply, socket}
    end

    def handle_info(:look, socket) do
      if now() - socket.assigns.beat >= @stale do
        # As if the socket were lost: whoever is there after all makes another.
        send(socket.transport_pid, %Broadcast{topic: "", event: "disconnect", payload: %{}})
      end

      Process.send_after(self(), :look, @stale)
      {:noreply, socket}
    end

    def handle_info(%Broadcast{event: "ended", payload: payload}, socket) do
      push(socket, "ended", payload)
      if payload.code == "removed", do: put_out(socket.assigns.claims)
      # Whoever has come again is still there.
      {:stop, {:shutdown, if(payload.code == "replaced", do: :replaced, else: :left)}, socket}
    end

    def handle_info(%Broadcast{event: event, payload: payload}, socket) do
      push(socket, event, payload)
      {:noreply, socket}
    end

    @impl true
    def handle_in("heartbeat", _params, %{assigns: %{claims: claims, renewed: renewed}} = socket) do
      socket = assign(socket, :beat, now())

      if now() - renewed < @renewal do
        {:reply, {:ok, %{}}, socket}
      else
        fresh = %{token: Token.stay(socket.endpoint, claims), iceServers: CallsElements.Calls.ice_servers()}
        {:reply, {:ok, fresh}, assign(socket, :renewed, now())}
      end
    end

    def handle_in("userLeft", _params, socket), do: {:stop, {:shutdown, :left}, {:ok, %{}}, socket}

    def handle_in(event, params, socket) when event in ["userUpdate", "message", "enableAi"] do
      case Room.allow(socket.assigns.allowance, now(), @messages_per_second) do
        {:ok, allowance} -> handle(event, params, assign(socket, :allowance, allowance))
        {:error, allowance} -> refuse("rate_limited", assign(socket, :allowance, allowance))
      end
    end

    # Without this clause an unknown event would end the channel.
    def handle_in(_event, _params, socket), do: refuse("invalid_message", socket)

    defp handle("userUpdate", params, %{assigns: %{claims: claims, meta: before}} = socket) do
      case Room.meta(params["user"], claims, before, now()) do
        {:ok, ^before} ->
          {:reply, {:ok, %{}}, socket}

        {:ok, meta} ->
          {:ok, _} = Presence.update(socket, claims.participant, meta)
          {:reply, {:ok, %{}}, assign(socket, :meta, meta)}

        {:error, reason} ->
          refuse(reason, socket)
      end
    end

    defp handle("message", params, %{assigns: %{claims: claims}} = socket) do
      case Room.message(params, claims) do
        {:ok, effect} ->
          tell(effect, claims, socket)
          {:reply, {:ok, %{}}, socket}

        {:error, reason} ->
          refuse(reason, socket)
      end
    end

    defp handle("enableAi", params, %{assigns: %{claims: claims, meta: meta}} = socket) do
      case Room.wish(params, claims) do
        {:ok, wish} ->
          asked = socket_ref(socket)
          # The provider takes its time, and this person's microphone does not wait for it.
          Task.Supervisor.start_child(CallsElements.Tasks, fn ->
            case Ai.ask(claims.room, wish, claims.participant, meta[:session]) do
              :ok -> reply(asked, {:ok, %{}})
              {:error, reason} -> reply(asked, {:error, %{reason: reason}})
            end
          end)

          {:noreply, socket}

        {:error, reason} ->
          refuse(reason, socket)
      end
    end

    defp tell({:everyone, action}, _claims, socket), do: broadcast!(socket, "message", said(action, socket))

    defp tell({:pair, whom, action}, claims, socket) do
      for each <- Enum.uniq([whom, claims.participant]) do
        socket.endpoint.broadcast!(Room.personal(claims.room, each), "message", said(action, socket))
      end
    end

    defp tell({:ask, :others, asked}, _claims, socket), do: broadcast_from!(socket, "asked", asked)

    defp tell({:ask, whom, asked}, claims, socket),
      do: socket.endpoint.broadcast!(Room.personal(claims.room, whom), "asked", asked)

    defp tell({:remove, whom}, claims, socket),
      do: socket.endpoint.broadcast!(Room.personal(claims.room, whom), "ended", %{code: "removed"})

    defp put_out(%{room: room, participant: participant}) do
      Task.Supervisor.start_child(CallsElements.Tasks, fn ->
        for session <- CallsElements.sessions().take(room, participant), do: CallsElements.Calls.close(session)
      end)
    end

    defp said(action, %{assigns: %{claims: claims, meta: meta}}),
      do: %{from: claims.participant, name: meta.name, at: now(), action: action}

    defp refuse(reason, socket), do: {:reply, {:error, %{reason: reason}}, socket}

    # Whoever says that they leave is gone at once; others are waited for by the pages of the room.
    @impl true
    def terminate({:shutdown, :left}, %{assigns: %{claims: claims}} = socket),
      do: broadcast_from!(socket, "userLeft", %{id: claims.participant})

    def terminate(_reason, _socket), do: :ok

    defp now, do: System.system_time(:millisecond)
  end
end
