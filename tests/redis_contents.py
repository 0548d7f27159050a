"""What stands in Redis, to be searched for what must not."""

from __future__ import annotations

from redis import Redis


def contents(redis: Redis, name: bytes) -> str:
    """All that is kept under this name."""
    match redis.type(name):
        case b"string":
            return str(redis.get(name))
        case b"list":
            return str(redis.lrange(name, 0, -1))
        case b"hash":
            return str(redis.hgetall(name))
        case b"set":
            return str(redis.smembers(name))
        case b"zset":
            return str(redis.zrange(name, 0, -1))
        case b"stream":
            return str(redis.xrange(name))
        case _:
            return ""
