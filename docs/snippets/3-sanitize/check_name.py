from connectify import ValidationError, check_text, clean_text

name = "Kitchen\u202enehctiK"  # U+202E turns round what follows
try:
    check_text("device_name", name)
except ValidationError as error:
    print(error.rule)
print(clean_text("device_name", name).text)
