connectify devices list --limit 1
connectify review --granted 'devices:read devices:write' --offline || test $? = 1    # 1: there is something to do
connectify report --offline --html report.html || test $? = 1
