# Rails: bundle add jwt
require "jwt"

room, user_id, name, role = ARGV
claims = { room: room, sub: user_id, name: name, role: role, exp: Time.now.to_i + 3600 }
puts JWT.encode(claims, ENV.fetch("JWT_SECRET"), "HS256")
