"""The latest answers, as long as they are small: who asks the same of the same graph needs no worker."""

from __future__ import annotations

from collections import OrderedDict

from kg.web import limits
from kg.web.worker_client import WorkerReply


class Remembered:
    """Answers by their tag, which names the graph, the query and the format; the one longest unused goes first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, WorkerReply] = OrderedDict()
        self._bytes = 0

    def get(self, tag: str) -> WorkerReply | None:
        """The answer of that tag, if it is still known."""
        answer = self._answers.get(tag)
        if answer is not None:
            self._answers.move_to_end(tag)
        return answer

    def put(self, tag: str, answer: WorkerReply) -> None:
        """Keep an answer that is right, small, and the same every time."""
        head = answer.head
        if head.status != 200 or not head.stable or head.length > limits.REMEMBERED_ANSWER_BYTES:
            return
        if tag not in self._answers:
            self._answers[tag] = answer
            self._bytes += head.length + limits.REMEMBERED_OVERHEAD_BYTES
        while self._bytes > limits.REMEMBERED_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= oldest.head.length + limits.REMEMBERED_OVERHEAD_BYTES
