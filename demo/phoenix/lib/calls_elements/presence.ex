if Code.ensure_loaded?(Phoenix.Presence) do
  defmodule CallsElements.Presence do
    @moduledoc "Who is in which room, and what everybody sees of them."
    use Phoenix.Presence, otp_app: :calls_elements

    @doc "The newest meta of everybody in a room: of two connections of one person, the older is the one that is lost."
    def people(room) do
      for {key, %{metas: metas}} <- list(CallsElements.Room.topic(room)), into: %{}, do: {key, List.last(metas)}
    end
  end
end
