"""How VK keys look on a page."""

from django import template
from django.utils.safestring import SafeString

from monitoring.wording import keys as words
from registry.templatetags.portal import symbol, verdict
from vk.keyring import Key

register = template.Library()
register.filter("why", words.why)
register.filter("advice", words.advice)
register.filter("until_when", words.until)
register.filter("ends", words.ends)


@register.simple_tag
def key_state(key: Key) -> SafeString:
    """Return a key's state as a symbol and a word."""
    mark, word = words.STATES[key.state]
    return verdict(mark, str(word))


@register.simple_tag
def key_symbol(key: Key) -> SafeString:
    return symbol(words.STATES[key.state][0])
