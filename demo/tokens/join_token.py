# Django, Flask, FastAPI: pip install pyjwt
import os, sys, time, jwt

room, user_id, name, role = sys.argv[1:5]
claims = {"room": room, "sub": user_id, "name": name, "role": role, "exp": int(time.time()) + 3600}
print(jwt.encode(claims, os.environ["JWT_SECRET"], algorithm="HS256"))
