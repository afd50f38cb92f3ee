"""Tickets of a made-up hosting company, as customers of several countries write them.

Each has a category, a priority, a title and a description. `{order}`, `{day}` and `{site}` are filled in.
"""

# ruff: noqa: E501 (a text is one line)

from tickets.models import Category, Priority

BILLING, TECHNICAL, ACCOUNT, GENERAL = (
    Category.BILLING,
    Category.TECHNICAL,
    Category.ACCOUNT,
    Category.GENERAL,
)
LOW, MEDIUM, HIGH, CRITICAL = Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.CRITICAL

SITES = ("harbour-books.example", "casa-verde.example", "nordlicht.example", "atelier-m.example")

DEMO_TEXTS: tuple[tuple[Category, Priority, str, str], ...] = (
    (
        BILLING,
        HIGH,
        "Charged twice for order {order}",
        "My card shows two payments for order {order} on {day}. Please return one of them.",
    ),
    (
        BILLING,
        MEDIUM,
        "Invoice without our VAT number",
        "The invoice for {order} has no VAT number, so our accounts department cannot book it.",
    ),
    (
        BILLING,
        LOW,
        "Switch to yearly payment",
        "We pay monthly for {site}. What would a yearly plan cost, and from when could it start?",
    ),
    (
        BILLING,
        MEDIUM,
        "Refund has not arrived",
        "You confirmed a refund for {order} on {day}. Nothing has reached our account so far.",
    ),
    (
        TECHNICAL,
        CRITICAL,
        "{site} is down",
        "Since {day} morning every page answers with 502. Our shop is closed until this works again.",
    ),
    (
        TECHNICAL,
        HIGH,
        "Backup of {site} cannot be restored",
        "Restoring the backup of {day} stops at 37 % with `checksum mismatch`. Two tries, same error.",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "Uploads larger than 20 MB fail",
        "Photos above 20 MB end with a white page. Smaller ones work. Browser: Firefox, also in Chrome.",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "The certificate of {site} expires soon",
        "Browsers warn that the certificate runs out in three days. It should renew automatically.",
    ),
    (
        TECHNICAL,
        LOW,
        "Typo in the confirmation mail",
        "The mail for order {order} says `Your odrer is complete`.",
    ),
    (
        ACCOUNT,
        HIGH,
        "Locked out after the second factor",
        "I have a new phone and cannot enter the code any more. The recovery codes are refused.",
    ),
    (
        ACCOUNT,
        MEDIUM,
        "Please add a colleague",
        "Our new administrator needs access to {site} with the same rights as I have.",
    ),
    (
        ACCOUNT,
        LOW,
        "Change of address",
        "We have moved. How do we change the address on our account?",
    ),
    (
        GENERAL,
        LOW,
        "Do you have a status page?",
        "I would like to see planned maintenance without writing to you each time.",
    ),
    (GENERAL, LOW, "Thank you", "The migration of {site} went smoothly. Thanks to the whole team!"),
    (
        BILLING,
        HIGH,
        "Doppelte Abbuchung für {order}",
        "Für die Bestellung {order} wurde zweimal abgebucht. Bitte erstatten Sie einen der Beträge.",
    ),
    (
        BILLING,
        MEDIUM,
        "Rechnung fehlt",
        "Zur Bestellung {order} haben wir bisher keine Rechnung erhalten. Wir brauchen sie bis Monatsende.",
    ),
    (
        TECHNICAL,
        CRITICAL,
        "Website nicht erreichbar",
        "{site} ist seit heute früh nicht erreichbar. Kunden können nichts bestellen. Bitte dringend!",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "E-Mails landen im Spam",
        "Seit der Umstellung kommen unsere Mails bei vielen Empfängern im Spam-Ordner an.",
    ),
    (
        ACCOUNT,
        HIGH,
        "Passwort lässt sich nicht zurücksetzen",
        "Die Mail zum Zurücksetzen kommt nicht an, auch nicht im Spam-Ordner. Ich muss heute hinein.",
    ),
    (GENERAL, LOW, "Frage zu Öffnungszeiten", "Ist der Support auch am Wochenende zu erreichen?"),
    (
        BILLING,
        MEDIUM,
        "Montant incorrect sur la facture",
        "La facture de la commande {order} indique 49 € au lieu de 39 €. Pouvez-vous la corriger ?",
    ),
    (
        TECHNICAL,
        HIGH,
        "Le formulaire de contact ne fonctionne plus",
        "Depuis la mise à jour, le formulaire de {site} affiche une erreur 500 à chaque envoi.",
    ),
    (
        ACCOUNT,
        MEDIUM,
        "Changement d'adresse électronique",
        "Je souhaite remplacer l'adresse de connexion par celle de notre nouvelle société.",
    ),
    (
        GENERAL,
        LOW,
        "Documentation en français ?",
        "Existe-t-il un guide en français pour débuter ?",
    ),
    (
        BILLING,
        HIGH,
        "Cobro después de cancelar",
        "Cancelé el servicio en marzo y este mes se ha vuelto a cobrar el pedido {order}.",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "La web va muy lenta",
        "{site} tarda más de diez segundos en cargar por las tardes. Por la mañana funciona bien.",
    ),
    (
        ACCOUNT,
        MEDIUM,
        "No puedo iniciar sesión",
        "Después de cambiar la contraseña la página dice que mis datos no son correctos.",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "Erro ao publicar uma página",
        "Ao publicar aparece «tempo esgotado» e as alterações perdem-se.",
    ),
    (
        BILLING,
        LOW,
        "Cambio metodo di pagamento",
        "Vorremmo pagare con bonifico invece che con carta. È possibile dal prossimo mese?",
    ),
    (
        TECHNICAL,
        HIGH,
        "Baza danych odrzuca połączenia",
        "Od godziny aplikacja dostaje `too many connections`, choć ruch jest taki jak zwykle.",
    ),
    (
        ACCOUNT,
        MEDIUM,
        "Не приходит письмо с кодом",
        "Пытаюсь войти, но письмо с кодом не приходит уже второй день. Адрес верный.",
    ),
    (
        TECHNICAL,
        HIGH,
        "Сайт показує помилку 502",
        "Після оновлення {site} відповідає помилкою 502. Перезапуск не допоміг.",
    ),
    (
        BILLING,
        MEDIUM,
        "領収書の宛名変更",
        "注文 {order} の領収書の宛名を会社名に変更していただけますか。",
    ),
    (
        TECHNICAL,
        MEDIUM,
        "画像が表示されません",
        "昨日から {site} の画像が表示されません。再読み込みしても同じです。",
    ),
    (TECHNICAL, LOW, "深色模式下按钮看不清", "在深色模式下，保存按钮的文字几乎看不见。"),
    (
        ACCOUNT,
        HIGH,
        "تعذر تسجيل الدخول",
        "لا أستطيع تسجيل الدخول منذ يومين، والحساب يظهر أنه مغلق.",
    ),
)
