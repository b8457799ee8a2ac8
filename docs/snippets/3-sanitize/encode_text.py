from connectify import text

print(text.html_text("<b>Kitchen</b>"))
print(text.log_line("one line\nor two"))
print(text.shell_argument("it's"))
