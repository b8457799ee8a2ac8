using Connectify.Sdk;

// Keep it: it remembers which events it let through.
using var verifier = new WebhookVerifier(
    new WebhookOptions { Secret = "cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG" });

// A recorded delivery, as of its time. In a server leave out the last argument.
byte[] body = """{"id":"evt_0001","type":"device.connected"}"""u8.ToArray();
var headers = new Dictionary<string, string[]>
{
    ["X-Connectify-Timestamp"] = ["1748779200"],
    ["X-Connectify-Signature"] = ["t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db"],
};
WebhookEvent delivered = verifier.Verify(body, headers, DateTimeOffset.FromUnixTimeSeconds(1748779200));
Console.WriteLine($"{delivered.Id} {delivered.Type}");
