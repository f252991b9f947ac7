"""The one HTTP client: bounded in time and size, over http and https only, and complete or an error.

A response from a stranger is untrusted. So one total deadline covers name lookup, connecting, headers and body; the
body has a greatest size; a body that ends before its declared length is an error, never a shorter answer; redirects are
followed only where the caller allows them, and only to http and https.
"""

from __future__ import annotations

import base64
import re
import ssl
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

from kg import __version__, names
from kg.errors import EnvironmentFault, LimitError, Unavailable, UsageError, cut

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

USER_AGENT = f"certreg/{__version__} (+{names.BASE})"
#: Of the body of an error, enough for a message.
ERROR_BYTES = 64 * 1024
MAX_REDIRECTS = 5
_BLOCK_BYTES = 256 * 1024
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Address:
    """An http or https URL without user and password; these are kept apart, so that no message shows them."""

    url: str
    user: str | None = None
    password: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def is_encrypted(self) -> bool:
        """Whether it is https."""
        return self.url.startswith("https:")

    def basic_authorization(self) -> dict[str, str]:
        """The header of HTTP basic authentication; empty for an address without a user."""
        if self.user is None:
            return {}
        pair = f"{self.user}:{self.password or ''}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode()}


@dataclass(frozen=True)
class Response:
    """What a server answered. Header names are in lower case; a header that came several times is joined by commas."""

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty when the server names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding of a text as the server declares it; empty when it declares none."""
        match = _CHARSET.search(self.headers.get("content-type", ""))
        return match[1] if match else ""

    def first_line(self) -> str:
        """The first line of the body that is no markup, fit for a message."""
        lines = map(printable, self.content.decode("utf-8", "replace").splitlines())
        return next((line for line in lines if line and not line.startswith("<")), "")

    def redirect_target(self) -> str | None:
        """Where a redirect leads to, fit for a message; None for a response that is no redirect."""
        return printable(self.headers.get("location", "elsewhere")) if 300 <= self.status < 400 else None


def parse_address(text: str, what: str, example: str) -> Address:
    """An address from what a user wrote; `what` and `example` go into the message.

    Raises UsageError for all that is no http or https URL with a host.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port  # urllib checks it when it is read
    except ValueError as fault:
        raise UsageError(f'{what}: "{without_password(text)}" is not an address') from fault
    if parts.scheme not in ("http", "https") or not parts.hostname or not text.isprintable() or " " in text:
        shown = printable(without_password(text))
        raise UsageError(f'{what}: "{shown}" is not an http or https address ({example})')
    url = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
    user, password = parts.username, parts.password
    return Address(url, None if user is None else unquote(user), None if password is None else unquote(password))


def without_password(address: str) -> str:
    """An address fit for a message: all before its last @ is left out."""
    before, at, after = address.rpartition("@")
    return f"…@{after}" if at else before + after


def printable(text: str) -> str:
    """A stranger's words as one short line that moves no cursor."""
    return cut("".join(letter if letter.isprintable() else " " for letter in text).strip(), 300)


def download(address: str, *, seconds: float, max_bytes: int, accept: str) -> Response:
    """The response with the document at an http or https address; redirects are followed.

    Raises UsageError for another address, EnvironmentFault for an error status, and what `request` raises.
    """
    parsed = parse_address(address, "address", "https://example.org/report.pdf")
    response = request(
        "GET",
        parsed.url,
        seconds=seconds,
        max_bytes=max_bytes,
        headers={**parsed.basic_authorization(), "Accept": accept},
        redirects=MAX_REDIRECTS,
    )
    if response.status == 206 or not 200 <= response.status < 300:
        raise EnvironmentFault(f"{parsed.url}: HTTP {response.status} {printable(response.reason)}")
    return response


def request(
    method: str,
    address: str,
    *,
    seconds: float,
    max_bytes: int,
    headers: Mapping[str, str] = {},
    content: bytes | Path | None = None,
    redirects: int = 0,
    login: tuple[str, str] | None = None,
    use_proxy: bool = True,
) -> Response:
    """Send one request and read its response to the end.

    `seconds` bounds everything from the name lookup to the last byte, redirects included; `max_bytes` bounds the body.
    A `content` that is a path is sent from the file, block by block. At most `redirects` redirects are followed, for
    GET only. `login` is a user and password, sent as basic or digest authentication once the server asks for them.

    Of a response with an error status, only the first `ERROR_BYTES` are read. Raises LimitError (too late or too
    large), Unavailable (no connection, or it broke before the response was complete) and EnvironmentFault (a response
    in an encoding that was not asked for, too many redirects, or one to another scheme).
    """
    client = _client(use_proxy, seconds)

    def run() -> Response:
        url = address
        for _ in range(redirects + 1):
            response = _exchange(client, method, url, headers, content, login, max_bytes)
            if not redirects or response.status not in _REDIRECTS or "location" not in response.headers:
                return response
            url = _redirected(url, response)
        raise EnvironmentFault(f"{address}: more than {redirects} redirects")

    try:
        return _within(seconds, run, client.close)
    except TimeoutError:
        raise LimitError(f"{address}: no answer in time; ask for less, or allow more time") from None


def _client(use_proxy: bool, seconds: float) -> httpx.Client:
    import httpx

    return httpx.Client(
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        verify=_tls_context(),
        trust_env=use_proxy,
        follow_redirects=False,
        timeout=seconds,  # of each step; the whole is bounded by `_within`
    )


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    """The certificates that this system trusts."""
    return ssl.create_default_context()


def _exchange(
    client: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | Path | None,
    login: tuple[str, str] | None,
    max_bytes: int,
) -> Response:
    import httpx

    sent = dict(headers)
    body: bytes | _FileBlocks | None
    if isinstance(content, Path):
        sent["Content-Length"] = str(content.stat().st_size)
        body = _FileBlocks(content)
    else:
        body = content
    try:
        outgoing = client.build_request(method, url, headers=sent, content=body)
        answer = client.send(outgoing, stream=True, auth=_login(*login) if login else None)
        try:
            return _read(url, answer, max_bytes)
        finally:
            answer.close()
    except httpx.TimeoutException:
        raise TimeoutError from None
    except httpx.InvalidURL as fault:
        raise EnvironmentFault(f"{url}: not an address: {printable(str(fault))}") from fault
    except (httpx.TransportError, httpx.StreamError, OSError) as fault:
        raise Unavailable(f"{url}: {_broken(fault)}") from fault


def _read(url: str, answer: httpx.Response, max_bytes: int) -> Response:
    import httpx

    encoding = answer.headers.get("content-encoding", "identity").lower()
    is_error = answer.status_code >= 300
    if encoding != "identity" and not is_error:
        raise EnvironmentFault(f"{url}: answers compressed ({printable(encoding)}), which was not asked for")
    most = ERROR_BYTES if is_error else max_bytes
    parts, size = [], 0
    try:
        for part in answer.iter_raw():
            size += len(part)
            if size > most and not is_error:
                raise LimitError(f"{url}: the answer has more than {max_bytes:,} bytes; ask for less")
            parts.append(part)
            if size > most:
                break
    except httpx.TransportError:
        if not is_error:  # of an error, the status is what matters
            raise
    received = {name.lower(): value for name, value in answer.headers.items()}
    return Response(url, answer.status_code, answer.reason_phrase, received, b"".join(parts)[:most])


def _redirected(url: str, response: Response) -> str:
    """The address a redirect leads to. Raises EnvironmentFault where it may not be followed."""
    import httpx

    try:
        target = httpx.URL(url).join(response.headers["location"])
    except httpx.InvalidURL:
        target = httpx.URL("")
    if target.scheme not in ("http", "https") or not target.host:
        shown = printable(response.headers["location"])
        raise EnvironmentFault(f"{url}: redirects to {shown}; only http and https addresses are read")
    if url.startswith("https:") and target.scheme == "http":
        raise EnvironmentFault(f"{url}: redirects to {printable(str(target))}, which is not encrypted")
    return str(target.copy_with(username=None, password=None, fragment=None))


def _broken(fault: Exception) -> str:
    """Why no complete response came, in words."""
    import httpx

    reason: BaseException | None = fault
    while reason is not None and not isinstance(reason, OSError):  # the system's own words, where there are some
        reason = reason.__cause__ or reason.__context__
    words = printable(getattr(reason, "strerror", None) or str(fault)).rstrip(".") or type(fault).__name__
    if isinstance(fault, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError | httpx.CloseError):
        return f"the connection broke before the answer was complete: {words}"
    return f"cannot be reached: {words}"


class _FileBlocks:
    """A file as blocks, from its start whenever it is sent: a server that asks for a login gets it twice."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block


def _login(user: str, password: str) -> httpx.Auth:
    import httpx

    class Login(httpx.Auth):
        """Sends the login as the server asks for it, and never unasked."""

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            response = yield request
            asked = response.headers.get("www-authenticate", "").lower()
            if response.status_code != 401 or not asked:
                return
            scheme: httpx.Auth
            if "digest" in asked:
                scheme = httpx.DigestAuth(user, password)
                flow = scheme.auth_flow(request)
                next(flow)
                yield flow.send(response)
            elif "basic" in asked:
                yield next(httpx.BasicAuth(user, password).auth_flow(request))

    return Login()


def _within(seconds: float, run: Callable[[], T], cancel: Callable[[], None]) -> T:
    """What `run` gives, run in a thread of its own. Raises what it raises, and TimeoutError when it takes longer.

    Timeouts of sockets start anew with every byte; only another thread can end a server that sends one a second.
    """
    outcome: dict[str, T] = {}
    faults: list[BaseException] = []

    def work() -> None:
        try:
            outcome["value"] = run()
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=work, name="http", daemon=True)
    thread.start()
    try:
        thread.join(seconds)
        if thread.is_alive():
            raise TimeoutError
    finally:
        cancel()
    if faults:
        raise faults[0]
    return outcome["value"]
