if Code.ensure_loaded?(Phoenix.Component) do
  defmodule CallsElements.Components do
    @moduledoc "`<.room room={@room} />`: a whole call in a page or a LiveView."
    use Phoenix.Component

    @doc """
    Renders `<calls-room>`. Whoever is shown it may come in: its token is for this room, with the given `role` and `ai`.

    ## Examples

        <.room room={@room} name={@current_user.name} user={@current_user.id} role="host" autojoin />
    """
    attr(:room, :string, required: true)
    attr(:id, :string, default: "calls-room")
    attr(:name, :string, default: nil)
    attr(:user, :any, default: nil, doc: "who it is to your application")
    attr(:role, :string, default: nil, values: [nil | CallsElements.Wire.roles()])
    attr(:ai, :boolean, default: false, doc: "may call the AI")
    attr(:server, :string, default: "/calls", doc: "where the socket and the proxy are")
    attr(:token_endpoint, :string, default: nil, doc: "asked for each connection, instead of the token in the page")
    attr(:rest, :global, include: ~w(autojoin files recording theme))
    slot(:inner_block, doc: "regions of the element by their slots")

    def room(assigns) do
      claims = [user: assigns.user, role: assigns.role, ai: assigns.ai]

      token =
        if !assigns.token_endpoint, do: CallsElements.Token.entry(CallsElements.config(:endpoint), assigns.room, claims)

      assigns = assign(assigns, :token, token)

      ~H"""
      <calls-room
        id={@id}
        backend="phoenix"
        room={@room}
        name={@name}
        server={@server}
        token={@token}
        token-endpoint={@token_endpoint}
        phx-hook="CallsRoom"
        phx-update="ignore"
        {@rest}
      ><%= render_slot(@inner_block) %></calls-room>
      """
    end
  end
end
