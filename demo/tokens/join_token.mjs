// Node, Deno, Bun, Workers: npm i jose
import { SignJWT } from "jose";

const [room, userId, name, role] = process.argv.slice(2);
const token = new SignJWT({ room, name, role }).setProtectedHeader({ alg: "HS256" }).setSubject(userId);
const secret = new TextEncoder().encode(process.env.JWT_SECRET);
process.stdout.write(`${await token.setExpirationTime("1h").sign(secret)}\n`);
