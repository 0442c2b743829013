defmodule CallsElements.Sessions do
  @moduledoc "Whose the sessions on the SFU are. Where there are several nodes, give a module with this behaviour that all of them ask."

  @callback put(session :: String.t(), room :: String.t(), participant :: String.t()) :: :ok
  @callback owner(session :: String.t(), room :: String.t()) :: String.t() | nil
  @doc "Forgets all of somebody's, and tells which they were."
  @callback take(room :: String.t(), participant :: String.t()) :: [String.t()]
end
