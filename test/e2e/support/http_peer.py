"""As much of an HTTP server as a peer of tests needs: one request a connection, and one answer."""

import asyncio
import re


async def serve(answer, port=0):
    """`answer` has method, path without its query, and body, and gives status, headers and text. Returns the port."""

    async def handle(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        length = re.search(r"content-length: (\d+)", head, re.I)
        body = (await reader.readexactly(int(length[1]))).decode() if length else ""
        status, headers, text = await answer(method, path.split("?")[0], body)
        lines = [f"HTTP/1.1 {status}", "connection: close", f"content-length: {len(text.encode())}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", text]).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", port)
    return server.sockets[0].getsockname()[1]
