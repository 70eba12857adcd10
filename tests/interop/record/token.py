"""SERVICES.md, section 3: the token with which an organisation reads."""
import base64

from . import envelope

HEADER = b"v4.public."


def signed(claims, footer):
    """PAE of PASETO: not that of DSSE; the last piece is the empty implicit assertion."""
    def le64(number):
        return number.to_bytes(8, "little")
    pieces = (HEADER, claims, footer, b"")
    return le64(len(pieces)) + b"".join(le64(len(piece)) + piece for piece in pieces)


def token(seed, claims, footer):
    """claims and footer are JSON, as bytes."""
    signature = envelope.sign(seed, signed(claims, footer))
    return f"{HEADER.decode()}{base64url(claims + signature)}.{base64url(footer)}"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
