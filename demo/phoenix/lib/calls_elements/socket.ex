if Code.ensure_loaded?(Phoenix.Socket) do
  defmodule CallsElements.Socket do
    @moduledoc """
    The socket of all rooms. It lets everybody connect: tokens are in the joins, where they are in no log and a browser is told why it is
    refused.
    """
    use Phoenix.Socket

    channel("calls:*", CallsElements.Channel)

    @impl true
    def connect(_params, socket, _info), do: {:ok, socket}

    @impl true
    def id(_socket), do: nil
  end
end
