defmodule CallsElements do
  @moduledoc """
  Rooms of calls-elements in a Phoenix application. See README.md for how it is put into one.

  What it is told by `config :calls_elements`:

    * `:endpoint`, the application's, which signs tokens;
    * `:app_id` and `:app_secret` of the SFU, and `:base` where it is not Cloudflare's;
    * `:turn_key_id` and `:turn_key_token`, for people whose network lets nothing else through;
    * `CallsElements.Presence`, with the `:pubsub_server` of the application;
    * `:ai`, a module with the behaviour `CallsElements.Ai`, and `:openai_key` for the one that is here;
    * `:sessions`, a module with the behaviour `CallsElements.Sessions`, where there are several nodes;
    * `:capacity`, people in one room.
  """
  use Supervisor

  def start_link(_options), do: Supervisor.start_link(__MODULE__, nil, name: __MODULE__)

  @impl true
  def init(nil) do
    children = [
      CallsElements.Presence,
      CallsElements.SessionMemory,
      {Task.Supervisor, name: CallsElements.Tasks},
      {Registry, keys: :unique, name: CallsElements.Ais},
      {DynamicSupervisor, name: CallsElements.AiSupervisor, strategy: :one_for_one}
    ]

    Supervisor.init(children, strategy: :one_for_one)
  end

  def config(key, default \\ nil), do: Application.get_env(:calls_elements, key, default)

  def sessions, do: config(:sessions, CallsElements.SessionMemory)
end
