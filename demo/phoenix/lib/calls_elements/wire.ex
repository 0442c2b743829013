# The rules that both ends keep, as the npm package's own server has them. Made by test/phoenix/wire.ts: change them there.
defmodule CallsElements.Wire do
  @moduledoc false

  @operations [
    {"POST", ["new"], "newSession", {:object, [{"sessionDescription", :optional, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}]}},
    {"GET", [:id], "session", nil},
    {"POST", [:id, "tracks", "new"], "newTracks", {:object, [{"sessionDescription", :optional, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}, {"tracks", :optional, {:list, {:object, [{"location", :required, {:in, ["local", "remote"]}}, {"mid", :optional, {:string, 0, 257}}, {"sessionId", :optional, {:string, 1, 128}}, {"trackName", :optional, {:string, 1, 256}}, {"bidirectionalMediaStream", :optional, :boolean}, {"kind", :optional, {:in, ["audio", "video"]}}, {"simulcast", :optional, {:object, [{"preferredRid", :optional, {:string, 0, 64}}, {"priorityOrdering", :optional, {:in, ["none", "asciibetical"]}}, {"ridNotAvailable", :optional, {:in, ["none", "asciibetical"]}}]}}]}, 64}}, {"autoDiscover", :optional, :boolean}]}},
    {"PUT", [:id, "tracks", "update"], "updateTracks", {:object, [{"sessionDescription", :optional, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}, {"tracks", :required, {:list, {:object, [{"location", {:default, "remote"}, {:in, ["local", "remote"]}}, {"mid", :optional, {:string, 0, 257}}, {"sessionId", :optional, {:string, 1, 128}}, {"trackName", :optional, {:string, 1, 256}}, {"bidirectionalMediaStream", :optional, :boolean}, {"kind", :optional, {:in, ["audio", "video"]}}, {"simulcast", :optional, {:object, [{"preferredRid", :optional, {:string, 0, 64}}, {"priorityOrdering", :optional, {:in, ["none", "asciibetical"]}}, {"ridNotAvailable", :optional, {:in, ["none", "asciibetical"]}}]}}]}, 64}}]}},
    {"PUT", [:id, "tracks", "close"], "closeTracks", {:object, [{"tracks", :required, {:list, {:object, [{"mid", :required, {:string, 0, 257}}]}, 64}}, {"force", :required, :boolean}, {"sessionDescription", :optional, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}]}},
    {"PUT", [:id, "renegotiate"], "renegotiate", {:object, [{"sessionDescription", :required, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}]}},
    {"POST", [:id, "datachannels", "establish"], "establishDataChannels", {:object, [{"dataChannel", :optional, {:object, [{"location", :required, {:in, ["local", "remote"]}}, {"sessionId", :optional, {:string, 1, 128}}, {"dataChannelName", :required, {:string, 1, 256}}, {"ordered", :optional, :boolean}, {"maxRetransmits", :optional, {:integer, 0, 65535}}, {"maxPacketLifeTime", :optional, {:integer, 0, 65535}}, {"waitForAck", :optional, :boolean}, {"canReply", :optional, :boolean}]}}, {"sessionDescription", :optional, {:object, [{"type", :required, {:in, ["offer", "answer"]}}, {"sdp", :required, {:string, 1, 524288}}]}}]}},
    {"POST", [:id, "datachannels", "new"], "newDataChannels", {:object, [{"dataChannels", :required, {:list, {:object, [{"location", :required, {:in, ["local", "remote"]}}, {"sessionId", :optional, {:string, 1, 128}}, {"dataChannelName", :required, {:string, 1, 256}}, {"ordered", :optional, :boolean}, {"maxRetransmits", :optional, {:integer, 0, 65535}}, {"maxPacketLifeTime", :optional, {:integer, 0, 65535}}, {"waitForAck", :optional, :boolean}, {"canReply", :optional, :boolean}]}, 64}}]}},
    {"PUT", [:id, "datachannels", "update"], "updateDataChannels", {:object, [{"dataChannels", :required, {:list, {:object, [{"location", :required, {:in, ["local", "remote"]}}, {"sessionId", :optional, {:string, 1, 128}}, {"dataChannelName", :required, {:string, 1, 256}}, {"ordered", :optional, :boolean}, {"maxRetransmits", :optional, {:integer, 0, 65535}}, {"maxPacketLifeTime", :optional, {:integer, 0, 65535}}, {"waitForAck", :optional, :boolean}, {"canReply", :optional, :boolean}]}, 64}}]}},
    {"PUT", [:id, "datachannels", "close"], "closeDataChannels", {:object, [{"dataChannels", :required, {:list, {:object, [{"id", :optional, {:integer, 0, 65535}}, {"location", :optional, {:in, ["local", "remote"]}}, {"sessionId", :optional, {:string, 1, 128}}, {"dataChannelName", :optional, {:string, 1, 256}}]}, 64}}]}}
  ]

  @actions %{
    "reaction" => {:object, [{"type", :required, {:in, ["reaction"]}}, {"reaction", :required, {:string, 1, 32}}]},
    "chat" => {:object, [{"type", :required, {:in, ["chat"]}}, {"id", :required, {:string, 1, 128}}, {"text", :required, {:string, 1, 4000}}, {"to", :optional, {:string, 1, 128}}, {"replyTo", :optional, {:string, 1, 128}}]},
    "chat-edit" => {:object, [{"type", :required, {:in, ["chat-edit"]}}, {"id", :required, {:string, 1, 128}}, {"text", :required, {:string, 1, 4000}}]},
    "chat-delete" => {:object, [{"type", :required, {:in, ["chat-delete"]}}, {"id", :required, {:string, 1, 128}}]},
    "mute" => {:object, [{"type", :required, {:in, ["mute"]}}, {"participantId", :optional, {:string, 1, 128}}, {"source", :required, {:in, ["microphone", "camera", "screen"]}}]},
    "ask-unmute" => {:object, [{"type", :required, {:in, ["ask-unmute"]}}, {"participantId", :required, {:string, 1, 128}}, {"source", :required, {:in, ["microphone", "camera", "screen"]}}]},
    "remove" => {:object, [{"type", :required, {:in, ["remove"]}}, {"participantId", :required, {:string, 1, 128}}, {"ban", :optional, :boolean}]}
  }

  @failures %{
    "decoding_error" => "The request was not understood. Check its fields.",
    "invalid_params" => "The request's values do not fit together.",
    "not_found" => "There is no such operation.",
    "not_found_track_error" => "The track or channel is not available. Try again when its publisher is sending.",
    "retryable_transient_error" => "A passing fault. Try again shortly.",
    "session_error" => "The session is not connected, or has ended.",
    "session_not_owned" => "The session belongs to somebody else.",
    "unauthorized" => "The token is missing or not valid. Join the room to get one.",
    "token_expired" => "The token has expired. Join the room again for a new one.",
    "forbidden" => "Not allowed.",
    "rate_limited" => "Too many requests. Wait a moment.",
    "upstream_unavailable" => "The media service cannot be reached. Try again shortly.",
    "internal_error" => "The service failed."
  }

  @limits %{
    "roomId" => 64,
    "name" => 80,
    "participants" => 100,
    "audience" => 10000,
    "audienceNamed" => 50,
    "tracks" => 16,
    "channels" => 32,
    "metadata" => 32,
    "metadataSize" => 4096,
    "duration" => 2592000,
    "spotlight" => 9,
    "chatText" => 4000,
    "chatMessages" => 500,
    "message" => 32768,
    "callsPerSecond" => 50
  }

  def base, do: "https://rtc.live.cloudflare.com/v1"
  def server_events, do: "server-events"
  def roles, do: ["host", "speaker", "viewer"]

  @doc "Method, path after `sessions`, name and body of each operation of the Connection API."
  def operations, do: @operations

  @doc "What somebody may say in a `message`, by its type."
  def actions, do: @actions

  @doc "What somebody publishes."
  def session, do: {:object, [{"sessionId", :required, {:string, 1, 128}}, {"tracks", :required, {:list, {:object, [{"trackName", :required, {:string, 1, 256}}, {"kind", :required, {:in, ["audio", "video"]}}, {"source", :optional, {:in, ["microphone", "camera", "screen", "screen-audio"]}}, {"enabled", :optional, :boolean}, {"rids", :optional, {:list, {:string, 0, 16}, 4}}]}, 16}}, {"channels", :optional, {:list, {:object, [{"name", :required, {:string, 1, 256}}, {"ordered", :optional, :boolean}, {"maxRetransmits", :optional, {:integer, 0, 65535}}, {"maxPacketLifeTime", :optional, {:integer, 0, 65535}}]}, 32}}]}

  def metadata, do: {:record, {:string, 1, 64}, {:any_of, [{:string, 0, 512}, :number, :boolean, :null]}, 32}

  @doc "A sentence for each code of an error."
  def failures, do: @failures

  def limit(name), do: Map.fetch!(@limits, name)
end
