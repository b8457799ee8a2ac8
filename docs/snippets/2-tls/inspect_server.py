from connectify import ConnectifySDK

with ConnectifySDK() as sdk:
    report = sdk.tls_report()
    print(report.version, report.days_left, report.passed)
    for rule in report.rules:
        print(rule.rule, "kept" if rule.passed else rule.message)
