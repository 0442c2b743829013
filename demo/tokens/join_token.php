<?php
// Laravel, Symfony: with firebase/php-jwt this is JWT::encode($claims, $secret, 'HS256'); this is what it does.
[, $room, $userId, $name, $role] = $argv;
$claims = ['room' => $room, 'sub' => $userId, 'name' => $name, 'role' => $role, 'exp' => time() + 3600];
$encode = fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
$unsigned = $encode('{"alg":"HS256","typ":"JWT"}') . '.' . $encode(json_encode($claims));
echo $unsigned . '.' . $encode(hash_hmac('sha256', $unsigned, getenv('JWT_SECRET'), true)), "\n";
