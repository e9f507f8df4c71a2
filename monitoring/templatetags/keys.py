"""How VK keys look on a page."""

from django import template
from django.utils.safestring import SafeString

from monitoring import wording_keys
from registry.templatetags.portal import symbol, verdict
from vk.keyring import Key

register = template.Library()
register.filter("why", wording_keys.why)
register.filter("advice", wording_keys.advice)
register.filter("until_when", wording_keys.until)
register.filter("ends", wording_keys.ends)


@register.simple_tag
def key_state(key: Key) -> SafeString:
    """Return a key's state as a symbol and a word."""
    mark, word = wording_keys.STATES[key.state]
    return verdict(mark, str(word))


@register.simple_tag
def key_symbol(key: Key) -> SafeString:
    return symbol(wording_keys.STATES[key.state][0])
