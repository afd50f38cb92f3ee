"""Weights at addresses (WEIGHTS_URL): fetched after the start, and again until they are usable.

An address names the digest of the file, so replicas that have the same setting use the same weights
however the file at the address changes.
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256

from classifier.local_model.artefact import ArtefactError, parsed
from classifier.local_model.embedding import Embedder
from classifier.local_model.model import LocalModel, model_from
from classifier.logs import log_event
from classifier.pipeline.taxonomy import Taxonomy
from classifier.setting_values import WeightsAddress

TRY_AGAIN_SECONDS = 30.0
SECONDS_MAX = 30.0
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
BYTES_MAX = 32 * 2**20
_PIECE = 65_536
_UNTIL_THEN = (
    "Those of WEIGHTS_DIR or those that ship are in force until it is usable; "
    f"it is tried every {TRY_AGAIN_SECONDS:g} s."
)


class FetchedModels:
    """The models that were fetched, by taxonomy."""

    def __init__(
        self,
        taxonomies: Mapping[str, Taxonomy],
        addresses: Sequence[WeightsAddress],
        embedder: Embedder | None,
    ) -> None:
        """Fetch nothing yet: an address that does not answer must not delay the start."""
        self._taxonomies, self._embedder = taxonomies, embedder
        self._missing = dict.fromkeys(addresses, "")
        self.models: dict[str, LocalModel] = {}

    async def follow(self) -> None:
        """Fetch what is missing, in a thread, until there is nothing or it is cancelled."""
        while self._missing:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(TRY_AGAIN_SECONDS if self._missing else 0)

    def look(self) -> None:
        """Try to fetch what is missing; the log has each problem once."""
        for address, former in list(self._missing.items()):
            try:
                self._take(address)
                del self._missing[address]
            except ArtefactError as error:
                self._missing[address] = str(error)
                if str(error) != former:
                    problem = f"{error} {_UNTIL_THEN}"
                    log_event("weights_refused", level=logging.ERROR, problem=problem)

    def _take(self, address: WeightsAddress) -> None:
        document = parsed(fetched(address), address.name)
        name = str(document.get("taxonomy")) if isinstance(document, dict) else ""
        if name not in self._taxonomies:
            raise ArtefactError(f"{address.name} is for no taxonomy of this service.")
        model = model_from(document, address.name, self._taxonomies[name], self._embedder)
        self.models[name] = model
        log_event("weights_loaded", taxonomy=name, version=model.version, file=address.name)


def fetched(address: WeightsAddress) -> bytes:
    """Return the file at an address, of the digest that it names. Raises ArtefactError."""
    import requests  # Most installations have no address.

    end = time.monotonic() + SECONDS_MAX
    content = bytearray()
    try:
        with requests.get(
            address.url,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
        ) as answer:
            if answer.status_code != 200:
                raise ArtefactError(
                    f"{address.name} cannot be fetched: the answer is {answer.status_code}."
                )
            for piece in answer.iter_content(_PIECE):
                content += piece
                if len(content) > BYTES_MAX or time.monotonic() > end:
                    raise ArtefactError(
                        f"{address.name} is larger than {BYTES_MAX} bytes or takes longer than "
                        f"{SECONDS_MAX:g} seconds."
                    )
    except requests.RequestException as error:  # Its text has the address, which may have a token.
        raise ArtefactError(f"{address.name} cannot be fetched ({type(error).__name__}).") from None
    if sha256(content).hexdigest() != address.digest:
        raise ArtefactError(f"{address.name} has another digest than WEIGHTS_URL says.")
    return bytes(content)
