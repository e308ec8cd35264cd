"""The FastCGI of one request to php-fpm over a socket file: no more than a test needs."""
import socket
import struct


def record(kind, content):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    name, value = name.encode(), value.encode()
    return struct.pack(">II", len(name) | 1 << 31, len(value) | 1 << 31) + name + value


def ask(path, script, query, **environment):
    """Gives the body of the answer; an OSError or None where php-fpm gave none."""
    values = {
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_FILENAME": str(script), "SCRIPT_NAME": "/",
        "REQUEST_URI": f"/?{query}", "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1", **environment,
    }
    begin = record(1, struct.pack(">HB5x", 1, 0))
    params = record(4, b"".join(pair(*item) for item in values.items())) + record(4, b"")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(path))
        connection.sendall(begin + params + record(5, b""))
        held = bytearray()
        while piece := connection.recv(65536):
            held += piece
    output, at, is_ended = bytearray(), 0, False
    while at + 8 <= len(held):
        kind, length, padding = held[at + 1], *struct.unpack(">HB", held[at + 4:at + 7])
        if kind == 6:
            output += held[at + 8:at + 8 + length]
        is_ended |= kind == 3
        at += 8 + length + padding
    head, _, body = bytes(output).partition(b"\r\n\r\n")
    if not is_ended or b"Status: 5" in head:
        return None
    return body.decode()
