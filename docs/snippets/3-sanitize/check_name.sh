printf 'Kitchen\u202enehctiK' | connectify check --as device_name || echo "refused, with status $?"
printf 'Kitchen\u202enehctiK' | connectify clean --as device_name
