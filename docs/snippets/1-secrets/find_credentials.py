from connectify import CredentialScanner

scanner = CredentialScanner(test_credentials=True)  # those of a sandbox, too
report = scanner.text('api_secret = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"', "settings.py")
for finding in report.findings:
    print(f"{finding.file}:{finding.line}: {finding.rule}: {finding.description}")
