echo '{"type":"object","properties":{"temperature":{"type":"number","maximum":60}}}' > schema.json
echo '{"temperature": 451}' | connectify validate --schema schema.json || echo "refused, with status $?"
