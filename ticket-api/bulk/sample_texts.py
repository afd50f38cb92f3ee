"""The words that made-up tickets and messages are put together from."""

from tickets.models import Category

SYLLABLES = (
    *("ka", "lo", "mi", "ra", "ve", "ton", "zel", "pi", "dra", "qui"),
    *("nor", "tas", "bel", "fy", "mun", "gor", "sil", "hax", "wen", "jo"),
)

TITLES: dict[str, tuple[str, ...]] = {
    Category.TECHNICAL: (
        "{product} shows an error after the update",
        "{product} stops while saving",
        "Cannot open {product} any more",
        "Export from {product} stays empty",
        "{product} is slow since {day}",
        "Printing from {product} fails",
    ),
    Category.BILLING: (
        "Charged twice for {product}",
        "Wrong amount on the invoice for {product}",
        "Refund for {product} has not arrived",
        "Need the invoice of {day}",
        "Card declined while paying for {product}",
    ),
    Category.ACCOUNT: (
        "Cannot sign in to {product}",
        "Password reset mail for {product} never came",
        "Please change my address in {product}",
        "Locked out of {product} since {day}",
        "Add a colleague to {product}",
    ),
    Category.GENERAL: (
        "Question about {product}",
        "When will {product} be available?",
        "Feedback on {product}",
    ),
}

SENTENCES: dict[str, tuple[str, ...]] = {
    Category.TECHNICAL: (
        "Since {day} {product} answers every click with an error.",
        "The app closes when I open {product}.",
        "Saving takes a minute and then says the connection was lost.",
        "It worked before the update, and {product} works on my phone.",
        "The log says {code} and nothing else.",
        "I have restarted the computer and cleared the cache, without success.",
        "Only the page of {product} stays white.",
    ),
    Category.BILLING: (
        "My card was charged twice on {day}.",
        "The invoice for {product} shows a price that we never agreed on.",
        "Please send the refund to the same account.",
        "We cancelled {product} last month and still pay for it.",
        "The tax number on the invoice is missing.",
        "Our accounting needs the receipt of {day}.",
    ),
    Category.ACCOUNT: (
        "After changing my password I cannot log in to {product}.",
        "The mail with the link never arrives, not in the spam folder either.",
        "A colleague left, so {product} needs a new owner.",
        "My name is spelled wrong in {product}.",
        "The second factor is on a phone that I lost on {day}.",
    ),
    Category.GENERAL: (
        "I would like to know what {product} can do for a small team.",
        "Do you have an office that we could visit on {day}?",
        "Thank you for {product}, it saves us hours.",
        "Is there a course for {product}?",
    ),
}

REPLIES = (
    "Thank you for writing. Since when does {product} do that, and on which device?",
    "I am looking into it. Can you send me the number of the order?",
    "I see the problem with {product}. Does it also happen after you sign out and in again?",
    "The team of {product} works on it and expects a correction by {day}.",
    "We have corrected it. Please tell us if you see {code} again.",
    "I have sent you the invoice once more. Sorry for the trouble.",
    "{product} is available again since {day}. Thank you for your patience.",
)
REQUESTS = (
    "Since {day}, on the phone and on the laptop.",
    "Yes, it happens every time I open {product}.",
    "I tried that and it is still the same. The message says {code}.",
    "Thank you, that helped for a day. Now {product} does it again.",
    "A colleague has the same problem with {product}.",
    "Is there any news? We need it before {day}.",
)
NOTES = (
    "The same was reported for {product} last week.",
    "I have asked the developers, who look at it on {day}.",
    "The log has {code} three times; the account is a large customer.",
    "Called them, they are away until {day}.",
)
FIRST_NAMES = (
    *("Rita", "Jonas", "Amira", "Tom", "Lucia", "Claire", "Ken", "Eva", "Omar", "Ingrid"),
    *("Paul", "Nora", "Ivan", "Mei", "Carlos", "Anna", "Peter", "Sofia", "Ben", "Yuki"),
)
LAST_NAMES = (
    *("Lund", "Weber", "Haddad", "Baker", "Ramos", "Dubois", "Mori", "Novak", "Aziz", "Berg"),
    *("Smith", "Rossi", "Petrov", "Chen", "Garcia", "Ek", "Miller", "Costa", "Klein", "Sato"),
)

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
