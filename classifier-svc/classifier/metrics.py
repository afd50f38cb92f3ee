"""Prometheus metrics. Labels are names from the settings and reasons, never anything of a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 10.5)


class Metrics:
    """The metrics of one application, in a separate registry."""

    def __init__(self) -> None:
        """Create all metrics, so that the first scrape has each of them."""
        registry = CollectorRegistry()
        self._registry = registry
        self.requests = Counter(
            "classifier_requests",
            "Answered HTTP requests under /v1/; the reason is empty when there was no problem.",
            ("client", "status", "reason"),
            registry=registry,
        )
        self.request_seconds = Histogram(
            "classifier_request_seconds",
            "From the first byte of a request under /v1/ to the last of its answer.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.classifications = Counter(
            "classifier_classifications",
            "Texts that were to be classified; the outcome is `answered` or a reason.",
            ("client", "taxonomy", "outcome"),
            registry=registry,
        )
        self.choices = Counter(
            "classifier_choices",
            "Choices that were answered; an answer may have several in one dimension.",
            ("taxonomy", "dimension", "choice"),
            registry=registry,
        )
        self.cache = Counter(
            "classifier_cache",
            "Where answers came from: `hit`, `joined` a call in flight, or `miss`.",
            ("result",),
            registry=registry,
        )
        self.redactions = Counter(
            "classifier_redactions", "Details replaced in texts.", ("kind",), registry=registry
        )
        self.examples = Histogram(
            "classifier_prompt_examples",
            "Examples of this installation in a prompt, of the prompts for which there is a store.",
            ("taxonomy",),
            buckets=(0, 1, 2, 4, 8),
            registry=registry,
        )
        self.provider_seconds = Histogram(
            "classifier_provider_seconds",
            "Calls to a provider; the outcome is `answered` or a reason.",
            ("provider", "outcome"),
            buckets=_SECONDS,
            registry=registry,
        )
        self.tokens = Counter(
            "classifier_tokens",
            "Tokens as the provider counts them; the direction is `input` or `output`.",
            ("client", "provider", "direction"),
            registry=registry,
        )
        self.cost = Counter(
            "classifier_cost",
            "What these tokens cost, in the currency of PROVIDER_PRICES; nothing without prices.",
            ("client", "provider"),
            registry=registry,
        )
        self.running = Gauge(
            "classifier_provider_running", "Calls under way.", ("provider",), registry=registry
        )
        self.waiting = Gauge(
            "classifier_provider_waiting", "Calls in the queue.", ("provider",), registry=registry
        )
        self.breaker = Gauge(
            "classifier_breaker_state",
            "0 closed, 1 half open, 2 open.",
            ("provider",),
            registry=registry,
        )

    def page(self) -> bytes:
        """Return the page that Prometheus scrapes."""
        return generate_latest(self._registry)
