#!/bin/sh
# With openssl alone, to try something: a name must have no quotes in it.
encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
claims=$(printf '{"room":"%s","sub":"%s","name":"%s","role":"%s","exp":%d}' "$1" "$2" "$3" "$4" $(($(date +%s) + 3600)))
unsigned=$(printf '{"alg":"HS256","typ":"JWT"}' | encode).$(printf %s "$claims" | encode)
printf '%s.%s\n' "$unsigned" "$(printf %s "$unsigned" | openssl dgst -sha256 -hmac "$JWT_SECRET" -binary | encode)"
