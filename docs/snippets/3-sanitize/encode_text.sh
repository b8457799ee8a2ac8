printf '<b>Kitchen</b>' | connectify encode --as html_text
