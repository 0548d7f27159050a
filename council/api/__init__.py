"""The way in: REST, Server-Sent Events and the WebSocket."""
