"""«Проверить ссылки»: every public of the registry held against VK, portion by portion."""
