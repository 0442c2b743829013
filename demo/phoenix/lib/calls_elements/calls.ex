defmodule CallsElements.Calls do
  @moduledoc "HTTP to the Connection API and to what else a room needs, with what Erlang brings. Secrets are in headers, which nobody logs."

  # Milliseconds. The service itself may wait 8 s for a track.
  @limit 20_000
  # For what a heartbeat waits for, which is given up after ten seconds.
  @short_limit 5_000

  @doc "Calls the Connection API: a path after the app. `{:ok, status, body}`, or `:error` when it is not there."
  def call(method, path, body, base \\ CallsElements.config(:base, CallsElements.Wire.base())) do
    url = "#{base}/apps/#{CallsElements.config(:app_id)}/#{path}"
    json(method, url, CallsElements.config(:app_secret), body)
  end

  @doc "Ends what goes through a session, either way: whoever is put out has its connection still."
  def close(session) do
    with {:ok, 200, %{"tracks" => [_ | _] = tracks}} <- call("GET", "sessions/#{session}", nil) do
      mids = for %{"mid" => mid} <- tracks, do: %{"mid" => mid}
      call("PUT", "sessions/#{session}/tracks/close", %{"tracks" => mids, "force" => true})
    end
  end

  @doc "TURN credentials for a day. Without a key there are none, and the SFU can be reached unless UDP is blocked."
  def ice_servers do
    with id when is_binary(id) <- CallsElements.config(:turn_key_id),
         url = "#{CallsElements.Wire.base()}/turn/keys/#{id}/credentials/generate-ice-servers",
         {:ok, status, %{"iceServers" => servers}} when status in 200..299 <-
           json("POST", url, CallsElements.config(:turn_key_token), %{"ttl" => 86_400}, @short_limit) do
      servers
    else
      _ -> [%{urls: "stun:stun.cloudflare.com:3478"}]
    end
  end

  def json(method, url, secret, body, limit \\ @limit) do
    json = Phoenix.json_library()

    with {:ok, status, text} <- request(method, url, secret, "application/json", body && json.encode!(body), limit) do
      case json.decode(text) do
        {:ok, decoded} -> {:ok, status, decoded}
        _ -> {:ok, status, nil}
      end
    end
  end

  def request(method, url, secret, type, body, limit \\ @limit) do
    headers = [{'authorization', to_charlist("Bearer #{secret}")}]
    target = if body, do: {to_charlist(url), headers, to_charlist(type), body}, else: {to_charlist(url), headers}
    verb = method |> String.downcase() |> String.to_existing_atom()
    # Erlang sends no POST without a body.
    target = if body == nil and verb == :post, do: {to_charlist(url), headers, '', ""}, else: target

    case :httpc.request(verb, target, [timeout: limit, ssl: ssl()], body_format: :binary) do
      {:ok, {{_, status, _}, _headers, text}} -> {:ok, status, text}
      {:error, _} -> :error
    end
  end

  defp ssl do
    [
      verify: :verify_peer,
      cacerts: :public_key.cacerts_get(),
      customize_hostname_check: [match_fun: :public_key.pkix_verify_hostname_match_fun(:https)]
    ]
  end
end
