connectify scan .              # --staged in a commit hook, --git for the whole history, --sarif for code hosts
