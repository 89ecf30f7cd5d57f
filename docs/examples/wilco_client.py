#!/usr/bin/env python3
"""A client for Wilco, protocol version 1, in one file: Python 3.11 or later, standard library only.

    from wilco_client import Client, Rejected

    with Client("127.0.0.1", 7400) as client:
        answer = client.call("echo", b"hello", timeout=2.0)
        answers = client.call_many("echo", [b"one", b"two", b"three"], timeout=2.0)

Every call ends in exactly one way: with the handler's answer, or with one of the exceptions below. A client may be used
from any number of threads; requests of all of them share one link. The link is opened by the first call, kept alive
while the client lives, and opened again whenever it is lost.

"Section N" in the comments is section N of the protocol specification, protocol.md.

The parts, from the wire upwards: datagrams and frames (bytes to values and back), Inbox (the receiving half of a link),
Outbox (the sending half), Link (a link's states and timers; does no input or output of its own), Client (socket, thread
and calls).
"""

import argparse
import collections
import concurrent.futures
import heapq
import secrets
import selectors
import socket
import struct
import sys
import threading
import time
import zlib


# ---------------------------------------------------------------------------------------------------------------------
# Outcomes

class WilcoError(Exception):
    """A call ended without an answer. `executed` tells whether the handler ran: "no", "once" or "perhaps"."""
    executed = "perhaps"


class ApplicationError(WilcoError):
    """The handler failed; the message is the handler's."""
    executed = "once"


class Rejected(WilcoError):
    """Not executed. `reason` is a name, such as "QUEUE_FULL"; do not come again before `retry_after` seconds."""
    executed = "no"

    def __init__(self, reason, text="", retry_after=0.0):
        super().__init__(f"{reason}: {text}" if text else reason)
        self.reason, self.retry_after = reason, retry_after


class DeadlineExceeded(WilcoError):
    """The time was up before the answer came."""


class OutcomeUnknown(WilcoError):
    """The request was sent, and whoever had it was lost."""


class Cancelled(WilcoError):
    """The request was ended by CANCEL."""


OK, APPLICATION_ERROR, REJECTED, DEADLINE_EXCEEDED, OUTCOME_UNKNOWN, CANCELLED = range(6)

REJECT_REASONS = ["NONE", "QUEUE_FULL", "NO_WORKERS", "DRAINING", "WORKER_BUSY", "MALFORMED", "TOO_LARGE",
                  "ATTEMPTS_EXHAUSTED", "CLIENT_QUEUE_FULL", "NO_DISPATCHER", "OVERLOADED"]

CLOSE_REASONS = {0: "NORMAL", 1: "SHUTDOWN", 2: "PROTOCOL_ERROR", 3: "TOO_MANY_LINKS", 4: "BAD_PARAMETERS",
                 5: "SUPERSEDED"}


# ---------------------------------------------------------------------------------------------------------------------
# Datagrams (section 3)

OPEN, CHALLENGE, CONFIRM, DATA, RESET, REFUSE = range(1, 7)

HEADER_BYTES = 16
CONFIRM_BYTES = 60
LENGTHS = {OPEN: range(88, 89), CHALLENGE: range(60, 61), CONFIRM: range(CONFIRM_BYTES, 65508),
           DATA: range(HEADER_BYTES, 65508), RESET: range(16, 17), REFUSE: range(17, 18)}


def seal(kind, session, rest=b""):
    """A datagram: checksum, magic "W", version 1 and kind, length, session, and the rest."""
    checked = struct.pack("<BBHQ", 0x57, 0x10 | kind, HEADER_BYTES + len(rest), session) + rest
    return struct.pack("<I", zlib.crc32(checked)) + checked


def unseal(datagram):
    """The kind, session and rest of a datagram, or None if it must be dropped."""
    if len(datagram) < HEADER_BYTES:
        return None
    checksum, magic, kind, length, session = struct.unpack_from("<IBBHQ", datagram)
    version, kind = divmod(kind, 16)
    if (magic, version, length) != (0x57, 1, len(datagram)) or checksum != zlib.crc32(datagram[4:]):
        return None
    if len(datagram) not in LENGTHS.get(kind, ()):
        return None
    return kind, session, datagram[HEADER_BYTES:]


# ---------------------------------------------------------------------------------------------------------------------
# Link parameters (section 4)

class Parameters(collections.namedtuple("Parameters", "datagram_max ack_delay_max_us message_max window dead_after_ms "
                                                      "request_limit")):
    def pack(self):
        return struct.pack("<HHIIII", *self)

    @classmethod
    def unpack(cls, data):
        return cls(*struct.unpack("<HHIIII", data))

    def are_in_bounds(self):
        return (576 <= self.datagram_max <= 65507 and 512 <= self.message_max < 2**31
                and 64 <= self.window <= 65536 and self.window & (self.window - 1) == 0
                and 1 <= self.dead_after_ms < 2**31 and self.request_limit < 2**31)


# What this client says of itself. It acks at once, so it holds no ack back; it takes no requests.
OWN = Parameters(datagram_max=1408, ack_delay_max_us=0, message_max=65616, window=4096, dead_after_ms=1000,
                 request_limit=0)


# ---------------------------------------------------------------------------------------------------------------------
# Frames (section 6)

PADDING, ACK, PING, PONG, CLOSE, MESSAGE, FRAGMENT = 0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x11
REQUEST, REPLY, CANCEL, REGISTER, REGISTERED = range(1, 6)

DELAY_UNKNOWN = 2**32 - 1
RANGES_MAX = 64
LOAD_REPORT_BYTES = 56

Ack = collections.namedtuple("Ack", "delay_us next_expected request_limit ranges")     # ranges: [(start, stop), ...]
Ping = collections.namedtuple("Ping", "token")
Pong = collections.namedtuple("Pong", "token")
Close = collections.namedtuple("Close", "reason text")
# A message, or one part of it. A MESSAGE frame reads as the only part of one.
Part = collections.namedtuple("Part", "kind low body message_length index count")


class ProtocolError(Exception):
    """The peer sent what the protocol does not allow: the link ends."""


def require(condition, problem):
    if not condition:
        raise ProtocolError(problem)


def read_frames(data):
    """Yields the frames one by one, so that those before a malformed one count."""
    at = 0
    while at < len(data):
        try:
            if data[at] == PADDING:
                break
            frame, at = READERS[data[at]](data, at)
        except KeyError:
            raise ProtocolError(f"unknown frame type {data[at]:#04x}") from None
        except struct.error:
            raise ProtocolError("frame cut off") from None
        require(at <= len(data), "frame cut off")
        yield frame


def read_ack(data, at):
    _, flags, count, reserved, delay_us, next_expected, request_limit = struct.unpack_from("<BBBBIQQ", data, at)
    require(flags <= 1 and reserved == 0, "flags or reserved byte of an ACK")
    require(count <= RANGES_MAX and next_expected < 2**63 and request_limit < 2**63, "bounds of an ACK")
    at += 24
    ranges, stop = [], next_expected
    for _ in range(count):
        gap, length = struct.unpack_from("<HH", data, at)
        require(gap and length, "an empty range in an ACK")
        ranges.append((stop + gap, stop + gap + length))
        stop += gap + length
        at += 4
    if flags & 1:
        at += LOAD_REPORT_BYTES                                    # only dispatchers make use of it
    return Ack(delay_us, next_expected, request_limit, ranges), at


def read_ping_or_pong(data, at):
    kind, token = struct.unpack_from("<BQ", data, at)
    return (Ping if kind == PING else Pong)(token), at + 9


def read_close(data, at):
    _, reason, length = struct.unpack_from("<BBH", data, at)
    require(length <= 200, "text of a CLOSE is too long")
    end = at + 4 + length
    require(end == len(data), "frame after a CLOSE, or CLOSE cut off")
    return Close(reason, data[at + 4:end].decode(errors="replace")), end


def read_message(data, at):
    _, kind, length, low = struct.unpack_from("<BBHI", data, at)
    body = data[at + 8:at + 8 + length]
    return Part(kind, low, body, length, 0, 1), at + 8 + length


def read_fragment(data, at):
    _, kind, length, low, whole, index, count = struct.unpack_from("<BBHIIHH", data, at)
    # All parts but the last have the same length, so every part alone tells the length of all others.
    require(length >= 1 and count >= 2 and index < count, "bounds of a FRAGMENT")
    if index < count - 1:
        require(length * (count - 1) < whole <= length * count, "length of a FRAGMENT")
    else:
        usual, remainder = divmod(whole - length, count - 1)
        require(remainder == 0 and usual >= length, "length of the last FRAGMENT")
    return Part(kind, low, data[at + 16:at + 16 + length], whole, index, count), at + 16 + length


READERS = {ACK: read_ack, PING: read_ping_or_pong, PONG: read_ping_or_pong, CLOSE: read_close, MESSAGE: read_message,
           FRAGMENT: read_fragment}


# ---------------------------------------------------------------------------------------------------------------------
# The receiving half of a link (sections 6.6, 7.1 and 7.2)

class Inbox:
    """Filters duplicates, puts fragments together, and knows what an ACK has to say."""

    def __init__(self):
        self.next_expected = 0                  # everything below has arrived
        self.above = set()                      # what has arrived above it
        self.highest = -1                       # the highest number that has arrived, and when it did
        self.highest_at = 0.0
        self.partial = {}                       # number of the first part: {index: Part}

    def take(self, part, now):
        """Takes in a frame. Returns a message as (kind, body), or None if it is not complete or not new."""
        difference = (part.low - self.next_expected + 2**31) % 2**32 - 2**31
        sequence = self.next_expected + difference
        if sequence < 0 or difference >= OWN.window:
            return None                                            # the ACK that follows will not cover it
        if sequence < self.next_expected or sequence in self.above:
            return None                                            # a duplicate
        require(part.message_length <= OWN.message_max, "message too long")
        message = self.put_together(part, sequence)
        self.above.add(sequence)
        while self.next_expected in self.above:
            self.above.remove(self.next_expected)
            self.next_expected += 1
        if sequence > self.highest:
            self.highest, self.highest_at = sequence, now
        return message

    def put_together(self, part, sequence):
        if part.count == 1:
            return part.kind, part.body
        first = sequence - part.index
        require(first >= 0 and part.count <= OWN.window, "count or index of a FRAGMENT")
        parts = self.partial.setdefault(first, {})
        for other in parts.values():                               # any one will do: they agree with each other
            require(shape(part) == shape(other), "FRAGMENT that does not fit the others")
            break
        parts[part.index] = part
        if len(parts) < part.count:
            return None
        del self.partial[first]
        return part.kind, b"".join(parts[i].body for i in range(part.count))

    def ack(self, ranges_max, now):
        """The ACK frame that tells what has arrived by now, and whether it tells all."""
        runs = []                                                  # [[start, stop], ...]
        for sequence in sorted(self.above):
            if runs and runs[-1][1] == sequence and sequence - runs[-1][0] < 0xFFFF:
                runs[-1][1] += 1
            else:
                runs.append([sequence, sequence + 1])
        is_complete = len(runs) <= ranges_max
        packed, at = b"", self.next_expected
        for start, stop in runs[:ranges_max]:
            packed += struct.pack("<HH", start - at, stop - start)
            at = stop
        delay_us = min(int((now - self.highest_at) * 1e6), DELAY_UNKNOWN) if is_complete else DELAY_UNKNOWN
        return struct.pack("<BBBBIQQ", ACK, 0, len(packed) // 4, 0, delay_us, self.next_expected,
                           OWN.request_limit) + packed, is_complete


def shape(part):
    """What all parts of a message have in common."""
    usual = (len(part.body) if part.index < part.count - 1
             else (part.message_length - len(part.body)) // (part.count - 1))
    return part.kind, part.message_length, part.count, usual


# ---------------------------------------------------------------------------------------------------------------------
# The sending half of a link (sections 7 and 8)

class Frame:
    """A MESSAGE or FRAGMENT frame that is not acked yet."""
    __slots__ = "sequence", "data", "times", "sent_at", "ordinal"

    def __init__(self, sequence, data):
        self.sequence, self.data = sequence, data
        self.times = 0                          # how often it was transmitted
        self.sent_at = 0.0                      # when, the last time
        self.ordinal = None                     # in the how-manieth datagram; None: not under way (new, or lost)


class Outbox:
    """Keeps frames until they are acked, and decides when each is sent (again).

    Congestion control is the simple one of section 8.1: no more than ten datagrams under way. A frame is sent again
    when a datagram that left three later was acked, or after a timeout that doubles while nothing is acked.
    """
    DATAGRAMS_MAX = 10
    REORDERING = 3
    TIMEOUT_MIN, TIMEOUT_MAX = 0.02, 0.25
    BACKLOG_BYTES = 65536

    def __init__(self, window, frame_max, peer_ack_delay):
        self.window = window
        self.frame_max = frame_max              # longest frame that fits a datagram with all that may stand before it
        self.peer_ack_delay = peer_ack_delay
        self.next_sequence = 0
        self.transmitted = 0                    # numbers below have been transmitted at least once
        self.unacked = {}                       # number: Frame, ascending
        self.new = collections.deque()          # frames never transmitted
        self.new_bytes = 0
        self.lost = []                          # frames to transmit again
        self.under_way = collections.Counter()  # ordinal of a datagram: its frames neither acked nor lost
        self.ordinal = 0
        self.smoothed, self.variation = 0.05, 0.025                # round-trip time, as in RFC 6298
        self.has_sample = False
        self.timeouts = 0                       # in a row, without an ack between
        self.last_sent_at = 0.0

    def offer(self, kind, body):
        """Queues a message. Returns the numbers of its frames as a range."""
        first = self.next_sequence
        if 8 + len(body) <= self.frame_max:
            self.add(struct.pack("<BBHI", MESSAGE, kind, len(body), first & 0xFFFFFFFF) + body)
        else:
            size = self.frame_max - 16
            count = -(-len(body) // size)
            for index in range(count):
                part = body[index * size:(index + 1) * size]
                self.add(struct.pack("<BBHIIHH", FRAGMENT, kind, len(part), self.next_sequence & 0xFFFFFFFF, len(body),
                                     index, count) + part)
        return range(first, self.next_sequence)

    def add(self, data):
        frame = Frame(self.next_sequence, data)
        self.unacked[frame.sequence] = frame
        self.new.append(frame)
        self.new_bytes += len(data)
        self.next_sequence += 1

    def longest_message(self):
        """The longest body that can be cut so that it fits the window."""
        return min(self.window, 65535) * (self.frame_max - 16)

    def has_room(self):
        return self.new_bytes < self.BACKLOG_BYTES

    def pick(self, room, now):
        """Takes the frames for the next datagram: lost ones first, then new ones. Returns their bytes."""
        if len(self.under_way) >= self.DATAGRAMS_MAX:
            return b""
        picked = []
        while self.lost and len(self.lost[0].data) <= room:
            picked.append(self.lost.pop(0))
            room -= len(picked[-1].data)
        if not self.lost and self.new:
            limit = next(iter(self.unacked)) + self.window
            while self.new and len(self.new[0].data) <= room and self.new[0].sequence < limit:
                picked.append(self.new.popleft())
                self.new_bytes -= len(picked[-1].data)
                self.transmitted = picked[-1].sequence + 1
                room -= len(picked[-1].data)
        if picked:
            self.ordinal += 1
            self.under_way[self.ordinal] = len(picked)
            self.last_sent_at = now
        for frame in picked:
            frame.ordinal, frame.sent_at = self.ordinal, now
            frame.times += 1
        return b"".join(frame.data for frame in picked)

    def ground(self, frame):
        """The frame is no longer under way: it was acked or counts as lost."""
        if frame.ordinal is not None:
            self.under_way[frame.ordinal] -= 1
            if not self.under_way[frame.ordinal]:
                del self.under_way[frame.ordinal]
            frame.ordinal = None

    def on_ack(self, ack, now):
        top = ack.ranges[-1][1] if ack.ranges else ack.next_expected
        require(top <= self.transmitted, "ACK of what was never sent")
        acked, ranges = [], iter([(0, ack.next_expected)] + ack.ranges)
        start, stop = next(ranges)
        for sequence, frame in self.unacked.items():               # both ascend
            if sequence >= top:
                break
            while sequence >= stop:
                start, stop = next(ranges)
            if sequence >= start:
                acked.append(frame)
        if not acked:
            return
        newest = acked[-1]
        if newest.sequence == top - 1 and newest.times == 1 and ack.delay_us != DELAY_UNKNOWN:
            self.sample(max(now - newest.sent_at - ack.delay_us / 1e6, 0.0))
        highest = max((frame.ordinal for frame in acked if frame.ordinal is not None), default=0)
        for frame in acked:
            del self.unacked[frame.sequence]
            self.ground(frame)
        self.timeouts = 0
        self.lost = [frame for frame in self.lost if frame.sequence in self.unacked]
        self.lose(lambda frame: frame.ordinal <= highest - self.REORDERING)

    def lose(self, condition):
        for frame in self.unacked.values():
            if frame.ordinal is not None and condition(frame):
                self.ground(frame)
                self.lost.append(frame)
        self.lost.sort(key=lambda frame: frame.sequence)

    def sample(self, seconds):
        if self.has_sample:
            self.variation += (abs(seconds - self.smoothed) - self.variation) / 4
            self.smoothed += (seconds - self.smoothed) / 8
        else:
            self.smoothed, self.variation, self.has_sample = seconds, seconds / 2, True

    def timeout_at(self):
        """When to send again for want of news, or None."""
        if not self.under_way:
            return None
        wait = max(self.smoothed + 4 * self.variation + self.peer_ack_delay, self.TIMEOUT_MIN)
        return self.last_sent_at + max(wait, min(wait * 2**self.timeouts, self.TIMEOUT_MAX))

    def on_timeout(self):
        """The two oldest frames under way again; after three timeouts in a row, all of them."""
        self.timeouts = min(self.timeouts + 1, 16)
        oldest = [frame for frame in self.unacked.values() if frame.ordinal is not None][:2]
        self.lose(lambda frame: frame in oldest or self.timeouts >= 3)


# ---------------------------------------------------------------------------------------------------------------------
# A link (sections 5, 10 and 11)

ASKING, CONFIRMING, ESTABLISHED, CLOSED = "asking", "confirming", "established", "closed"


class Link:
    """The initiator's end of one link. Told what arrives and what time it is, it calls `transmit(datagram)` and
    `deliver(kind, body)`."""
    OPEN_TIMEOUT = 3.0
    PING_IDLE, PING_BUSY, DEAD_AFTER = 1.0, 0.05, 1.0
    BESIDE_FRAMES = CONFIRM_BYTES + 24 + 4 * 8 + 9 + 9             # CONFIRM, ACK with eight ranges, PING, PONG

    def __init__(self, transmit, deliver, now):
        self.transmit, self.deliver = transmit, deliver
        self.state = ASKING
        self.session = secrets.randbits(64) or 1
        self.peer_session = None
        self.proof = b""                        # what stands between header and frames of a CONFIRM
        self.parameters = None                  # the peer's
        self.request_limit = 0                  # how many requests the peer takes in all ...
        self.requests = 0                       # ... and how many it got
        self.inbox, self.outbox = Inbox(), None
        self.is_busy = False                    # replies are outstanding; kept up to date by the owner
        self.ack_due, self.ping_due, self.pong_due = False, False, None
        self.heard_at = self.pinged_at = now
        self.awaiting_since = None              # since when silence counts
        self.end_reason = None
        self.is_end_complete = False            # the last ACK told all: what it did not ack was never delivered
        self.ask_wait, self.ask_at, self.give_up_at = 0.1, now, now + self.OPEN_TIMEOUT

    # -- what the owner calls

    def is_usable(self):
        return self.state in (CONFIRMING, ESTABLISHED)

    def has_credit(self):
        return self.requests < self.request_limit

    def longest_message(self):
        return min(self.parameters.message_max, self.outbox.longest_message())

    def offer(self, kind, body):
        self.requests += kind == REQUEST
        return self.outbox.offer(kind, body)

    def on_datagram(self, kind, session, rest, now):
        if kind == RESET:
            if self.is_usable() and session == self.peer_session:
                self.end("RESET_BY_PEER")
        elif session != self.session or self.state == CLOSED:
            if kind == DATA and len(rest) >= 28:                              # of an earlier link: the peer should know
                self.transmit(seal(RESET, session))
        elif kind == CHALLENGE and self.state == ASKING:
            self.on_challenge(rest, now)
        elif kind == REFUSE and self.state in (ASKING, CONFIRMING):
            self.end("refused: " + CLOSE_REASONS.get(rest[0], "UNKNOWN"))
        elif kind == DATA and self.is_usable():
            self.state = ESTABLISHED
            self.heard_at, self.awaiting_since = now, None
            self.on_frames(rest, now)

    def on_time(self, now):
        """Does what is due, and sends what there is to send."""
        if self.state == ASKING:
            self.ask(now)
        if not self.is_usable():
            return
        if self.awaiting_since is not None and now - self.awaiting_since >= self.DEAD_AFTER:
            self.end("PEER_SILENT")
            return
        timeout_at = self.outbox.timeout_at()
        if timeout_at is not None and now >= timeout_at:
            self.outbox.on_timeout()
        if now >= self.ping_at():
            self.ping_due = True
        self.flush(now)

    def wake_at(self):
        """When on_time() has something to do, if nothing arrives before."""
        if self.state == ASKING:
            return min(self.ask_at, self.give_up_at)
        times = [self.ping_at()]
        if self.awaiting_since is not None:
            times.append(self.awaiting_since + self.DEAD_AFTER)
        timeout_at = self.outbox.timeout_at()
        if timeout_at is not None:
            times.append(timeout_at)
        return min(times)

    def forgive(self, seconds):
        """This process was itself stopped for so long: not the peer's silence."""
        if self.awaiting_since is not None:
            self.awaiting_since += seconds

    def close(self, reason, text, now):
        if self.is_usable():
            ack, is_complete = self.inbox.ack(RANGES_MAX, now)
            words = text.encode()[:200]
            self.send((ack if is_complete else b"") + struct.pack("<BBH", CLOSE, reason, len(words)) + words)
        self.end(text or CLOSE_REASONS[reason])

    def end(self, reason):
        self.state, self.end_reason = CLOSED, reason

    # -- opening

    def ask(self, now):
        if now >= self.give_up_at:
            self.end("NO_ANSWER")
        elif now >= self.ask_at:
            self.transmit(seal(OPEN, 0, struct.pack("<Q", self.session) + OWN.pack() + bytes(44)))
            self.ask_at = now + self.ask_wait * (1 + secrets.randbelow(100) / 800)
            self.ask_wait = min(2 * self.ask_wait, 1.0)

    def on_challenge(self, rest, now):
        peer_session, evidence, parameters = struct.unpack("<Q16s20s", rest)
        parameters = Parameters.unpack(parameters)
        if not peer_session or not parameters.are_in_bounds():
            return
        self.peer_session, self.parameters = peer_session, parameters
        self.proof = struct.pack("<Q", self.session) + evidence + OWN.pack()
        self.request_limit = parameters.request_limit
        datagram_max = min(OWN.datagram_max, parameters.datagram_max)
        self.room = datagram_max - self.BESIDE_FRAMES
        self.outbox = Outbox(min(OWN.window, parameters.window), self.room, parameters.ack_delay_max_us / 1e6)
        self.state = CONFIRMING
        self.heard_at = now
        self.ping_due = True                                       # so that the first CONFIRM is answered

    # -- arriving

    def on_frames(self, data, now):
        was_acked = False
        try:
            for frame in read_frames(data):
                match frame:
                    case Ack():
                        self.request_limit = max(self.request_limit, frame.request_limit)
                        self.outbox.on_ack(frame, now)
                        was_acked = True
                    case Ping():
                        self.pong_due = frame.token
                    case Close():
                        self.is_end_complete = was_acked
                        self.end(f"closed by peer: {CLOSE_REASONS.get(frame.reason, 'UNKNOWN')} {frame.text}".strip())
                    case Part():
                        self.ack_due = True                        # also of a duplicate: its ACK was lost
                        message = self.inbox.take(frame, now)
                        if message:
                            self.deliver(*message)
        except ProtocolError as error:
            self.close(2, str(error), now)

    # -- leaving

    def ping_at(self):
        is_busy = self.is_busy or self.awaiting_since is not None
        return max(self.heard_at, self.pinged_at) + (self.PING_BUSY if is_busy else self.PING_IDLE)

    def flush(self, now):
        """Sends datagrams as long as there is something to say. Each begins with an ACK."""
        while self.is_usable():
            frames = self.outbox.pick(self.room, now)
            small = b""
            if self.pong_due is not None:
                small += struct.pack("<BQ", PONG, self.pong_due)
            if self.ping_due:
                small += bytes([PING]) + secrets.token_bytes(8)
                self.pinged_at = now
            if not (frames or small or self.ack_due):
                return
            if (frames or self.ping_due) and self.awaiting_since is None:
                self.awaiting_since = now
            self.ack_due, self.ping_due, self.pong_due = False, False, None
            ack, _ = self.inbox.ack(8 if frames else RANGES_MAX, now)
            self.send(ack + small + frames)

    def send(self, frames):
        if self.state == ESTABLISHED:
            self.transmit(seal(DATA, self.peer_session, frames))
        else:
            self.transmit(seal(CONFIRM, self.peer_session, self.proof + frames))


# ---------------------------------------------------------------------------------------------------------------------
# The client (sections 12 and 13)

class Call:
    """A request on its way from submit() to its outcome."""

    def __init__(self, service, payload, deadline, at_least_once):
        self.service, self.payload, self.deadline, self.at_least_once = service, payload, deadline, at_least_once
        self.future = concurrent.futures.Future()
        self.future.set_running_or_notify_cancel()                 # from now on it cannot be cancelled
        self.request_id = None
        self.numbers = None                     # of its frames on the link
        self.was_sent_before = False            # on an earlier link, and may have been executed there

    def end(self, error=None, answer=None):
        if not self.future.done():
            if self.was_sent_before and error is not None and error.executed == "no":
                error.executed = "perhaps"                         # an outcome tells of the last link only
            if error is not None:
                self.future.set_exception(error)
            else:
                self.future.set_result(answer)

    def __lt__(self, other):
        return self.deadline < other.deadline


class Client:
    """Calls services through the dispatcher at the given address. Thread-safe; close it when done."""
    REOPEN_PAUSE, REOPEN_PAUSE_MAX = 0.02, 1.0
    DATAGRAMS_AT_ONCE = 64                      # taken in before anything is answered
    STALL = 0.1                                 # how late the thread may wake up before it suspects itself

    def __init__(self, host, port):
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.connect(address)                              # datagrams from elsewhere do not reach us
        self._socket.setblocking(False)
        self._waker, self._alarm = socket.socketpair()
        self._waker.setblocking(False)
        self._alarm.setblocking(False)
        # All that follows belongs to the thread, but for `_submitted` and `_is_closing`.
        self._submitted = collections.deque()
        self._is_closing = False
        self._waiting = collections.deque()     # calls without credit or link
        self._open = {}                         # request id: call that was handed to the link
        self._deadlines = []                    # a heap of calls
        self._last_id = 0
        self._link = None
        self._reopen_at, self._reopen_pause = 0.0, self.REOPEN_PAUSE
        self.links_lost = 0
        self.last_link_end = None               # why the last link ended, for people
        self._thread = threading.Thread(target=self._run, name="wilco-client", daemon=True)
        self._thread.start()

    # -- calling

    def submit(self, service, payload, timeout, at_least_once=False):
        """Starts a call, and returns its concurrent.futures.Future."""
        name = service.encode()
        if not 1 <= len(name) <= 64 or timeout <= 0:
            raise ValueError("service needs 1 to 64 bytes, timeout more than 0 seconds")
        call = Call(name, bytes(payload), time.monotonic() + timeout, at_least_once)
        self._submitted.append(call)
        if self._is_closing:
            raise ValueError("the client is closed")
        self._wake()
        return call.future

    def call(self, service, payload, timeout, at_least_once=False):
        """Calls a service and returns the answer's bytes; raises a WilcoError for every other outcome.

        An at-least-once request is sent again if the link ends; it may then be executed twice.
        """
        return self.submit(service, payload, timeout, at_least_once).result()

    def call_many(self, service, payloads, timeout, at_least_once=False, outstanding=32):
        """Makes a call for each payload, up to `outstanding` at once, each with its own timeout.

        Returns a list in the order of the payloads: the answer's bytes, or the WilcoError.
        """
        gate = threading.Semaphore(outstanding)
        futures = []
        for payload in payloads:
            gate.acquire()
            future = self.submit(service, payload, timeout, at_least_once)
            future.add_done_callback(lambda _: gate.release())
            futures.append(future)
        return [future.exception() or future.result() for future in futures]

    def close(self):
        """Closes the link. Calls that have not ended get OutcomeUnknown, or Rejected if they were never sent."""
        self._is_closing = True
        self._wake()
        self._thread.join()
        for each in (self._socket, self._waker, self._alarm):
            each.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _wake(self):
        try:
            self._alarm.send(b"!")
        except OSError:
            pass                                                   # it is full: the thread will wake up anyway

    # -- the thread

    def _run(self):
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._socket, selectors.EVENT_READ)
                selector.register(self._waker, selectors.EVENT_READ)
                while not self._is_closing:
                    self._work(time.monotonic())
                    planned = max(self._wake_at(), time.monotonic())
                    selector.select(planned - time.monotonic())
                    late = time.monotonic() - planned
                    self._drain_waker()
                    self._receive()
                    if late > self.STALL and self._link:
                        self._link.forgive(late)
            if self._link:
                self._link.close(0, "", time.monotonic())
        finally:
            self._is_closing = True
            self._fail_all("the client was closed")

    def _wake_at(self):
        times = [time.monotonic() + 10]
        if self._link:
            times.append(self._link.wake_at())
        elif self._waiting:
            times.append(self._reopen_at)
        if self._deadlines:
            times.append(self._deadlines[0].deadline)
        return min(times)

    def _drain_waker(self):
        try:
            while len(self._waker.recv(4096)) == 4096:
                pass
        except BlockingIOError:
            pass

    def _receive(self):
        for _ in range(self.DATAGRAMS_AT_ONCE):
            try:
                datagram = self._socket.recv(65535)
            except BlockingIOError:
                return
            except ConnectionRefusedError:
                self._on_unreachable()
                continue
            except OSError:
                return
            opened = unseal(datagram)
            if not opened:
                continue
            if self._link:
                self._link.on_datagram(*opened, time.monotonic())
                self._check_link()
            elif opened[0] == DATA and opened[2]:
                self._transmit(seal(RESET, opened[1]))

    def _transmit(self, datagram):
        try:
            self._socket.send(datagram)
        except ConnectionRefusedError:
            self._on_unreachable()
        except OSError:
            pass                                                   # as good as lost on the way

    def _on_unreachable(self):
        """Nothing listens there. While asking this is no news: the dispatcher may be about to start."""
        if self._link and self._link.is_usable():
            self._link.end("UNREACHABLE")

    def _work(self, now):
        while self._submitted:
            call = self._submitted.popleft()
            heapq.heappush(self._deadlines, call)
            self._waiting.append(call)
        self._expire(now)
        if not self._link and self._waiting and now >= self._reopen_at:
            self._link = Link(self._transmit, self._on_message, now)
        if self._link:
            self._hand_over(now)
            self._link.is_busy = bool(self._open)
            self._link.on_time(now)
            self._check_link()

    def _expire(self, now):
        while self._deadlines and (self._deadlines[0].future.done() or now >= self._deadlines[0].deadline):
            call = heapq.heappop(self._deadlines)
            if call.future.done():
                continue
            if call.request_id is None:
                self._waiting.remove(call)
                if call.was_sent_before or self._link and self._link.is_usable():
                    error = DeadlineExceeded("not sent (again) before the deadline")
                    error.executed = "no"
                else:
                    error = Rejected("NO_DISPATCHER", self.last_link_end or "no link before the deadline")
            else:
                del self._open[call.request_id]
                self._link.offer(CANCEL, struct.pack("<Q", call.request_id))       # nobody should work for nothing
                error = DeadlineExceeded("no reply before the deadline")
            call.end(error)

    def _hand_over(self, now):
        """Gives waiting calls to the link, as far as it and the peer have room for them."""
        link = self._link
        while self._waiting and link.is_usable() and link.has_credit() and link.outbox.has_room():
            call = self._waiting.popleft()
            self._last_id += 1
            budget_us = min(max(int((call.deadline - now) * 1e6), 1), 2**32 - 1)
            body = struct.pack("<QIBBBB", self._last_id, budget_us, call.at_least_once, 0, 0,
                               len(call.service)) + call.service + call.payload
            if len(body) > link.longest_message():
                call.end(Rejected("TOO_LARGE", f"the link carries at most {link.longest_message()} bytes"))
                continue
            call.request_id = self._last_id
            call.numbers = link.offer(REQUEST, body)
            self._open[call.request_id] = call

    def _on_message(self, kind, body):
        if kind != REPLY or len(body) < 16:
            return                                                 # acked, and nothing for a client
        request_id, status, reason, _, _, retry_after_us = struct.unpack_from("<QBBBBI", body)
        if status > CANCELLED or request_id not in self._open:
            return                                                 # malformed, or too late
        call = self._open.pop(request_id)
        payload = body[16:]
        if status == OK:
            call.end(answer=payload)
            return
        text = payload.decode(errors="replace")
        if status == APPLICATION_ERROR:
            call.end(ApplicationError(text))
        elif status == REJECTED:
            name = REJECT_REASONS[reason] if reason < len(REJECT_REASONS) else "UNKNOWN"
            call.end(Rejected(name, text, retry_after_us / 1e6))
        elif status == DEADLINE_EXCEEDED:
            call.end(DeadlineExceeded(text or "no answer within the budget"))
        elif status == OUTCOME_UNKNOWN:
            call.end(OutcomeUnknown(text or "the worker was lost"))
        else:
            call.end(Cancelled(text))

    # -- links come and go

    def _check_link(self):
        """Takes leave of a link that has ended, and decides what becomes of its calls (section 13.2)."""
        link = self._link
        if link.state == ESTABLISHED and self._reopen_pause != self.REOPEN_PAUSE:
            self._reopen_pause = self.REOPEN_PAUSE
        if link.state != CLOSED:
            return
        self._link = None
        self.last_link_end = link.end_reason
        self.links_lost += link.peer_session is not None
        self._reopen_at = time.monotonic() + self._reopen_pause
        self._reopen_pause = min(2 * self._reopen_pause, self.REOPEN_PAUSE_MAX)
        again = []
        for call in self._open.values():
            was_transmitted = call.numbers.start < link.outbox.transmitted
            never_arrived = link.is_end_complete and any(number in link.outbox.unacked for number in call.numbers)
            if call.at_least_once or not was_transmitted or never_arrived:
                call.request_id = call.numbers = None
                call.was_sent_before |= was_transmitted and not never_arrived
                again.append(call)
            else:
                call.end(OutcomeUnknown(f"the link was lost: {link.end_reason}"))
        self._open.clear()
        self._waiting.extendleft(reversed(again))                  # they have waited longest

    def _fail_all(self, text):
        for call in [*self._waiting, *self._submitted]:
            call.end(Rejected("NO_DISPATCHER", text))
        for call in self._open.values():
            call.end(OutcomeUnknown(text))


# ---------------------------------------------------------------------------------------------------------------------
# A demonstration

def main():
    parser = argparse.ArgumentParser(description="Calls a service through a Wilco dispatcher.")
    parser.add_argument("dispatcher", metavar="HOST:PORT")
    parser.add_argument("service")
    parser.add_argument("--text", default="hello", help="the payload (default: hello)")
    parser.add_argument("--size", type=int, help="fill the payload up to so many bytes")
    parser.add_argument("--count", type=int, default=1, help="how many calls (default: 1)")
    parser.add_argument("--outstanding", type=int, default=1, help="how many of them at once (default: 1)")
    parser.add_argument("--timeout", type=float, default=5.0, help="seconds for each call (default: 5)")
    parser.add_argument("--at-least-once", action="store_true", help="send again if the link is lost")
    parser.add_argument("--check", action="store_true", help="demand that each reply equals its request, as of echo")
    options = parser.parse_args()

    host, _, port = options.dispatcher.rpartition(":")
    payloads = [options.text.encode() if options.count == 1 else f"{options.text} {i}".encode()
                for i in range(options.count)]
    if options.size is not None:
        payloads = [(payload + b" " + bytes(range(256)) * (options.size // 256 + 1))[:options.size]
                    for payload in payloads]

    with Client(host.strip("[]"), int(port)) as client:
        started = time.monotonic()
        results = client.call_many(options.service, payloads, options.timeout, options.at_least_once,
                                   options.outstanding)
        seconds = time.monotonic() - started

    if options.count == 1 and isinstance(results[0], bytes) and options.size is None:
        sys.stdout.write(results[0].decode(errors="replace") + "\n")
    outcomes = collections.Counter("OK" if isinstance(result, bytes) else type(result).__name__ for result in results)
    wrong = sum(isinstance(result, bytes) and result != payload for result, payload in zip(results, payloads))
    example = next((result for result in results if not isinstance(result, bytes)), None)
    print(f"{len(results)} calls in {seconds:.3f} s: " + ", ".join(f"{n} {name}" for name, n in outcomes.items())
          + (f"; {wrong} wrong replies" if options.check else "")
          + (f"; for example {type(example).__name__}: {example}" if example else ""), file=sys.stderr)
    return 0 if set(outcomes) == {"OK"} and not (options.check and wrong) else 1


if __name__ == "__main__":
    sys.exit(main())
