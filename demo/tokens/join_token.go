// With github.com/golang-jwt/jwt this is jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret).
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func main() {
	claims, _ := json.Marshal(map[string]any{"room": os.Args[1], "sub": os.Args[2], "name": os.Args[3], "role": os.Args[4], "exp": time.Now().Unix() + 3600})
	encode := base64.RawURLEncoding.EncodeToString
	unsigned := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(claims)
	mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
	mac.Write([]byte(unsigned))
	fmt.Println(unsigned + "." + encode(mac.Sum(nil)))
}
