export CONNECTIFY_WEBHOOK_SECRET=cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG
printf '{"id":"evt_0001","type":"device.connected"}' | connectify verify-webhook --at 1748779200 \
  --header 'X-Connectify-Timestamp: 1748779200' \
  --header 'X-Connectify-Signature: t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db'
