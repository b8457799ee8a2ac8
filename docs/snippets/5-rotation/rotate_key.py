from connectify.rotation import Rotation

rotation = Rotation(overlap=0)  # the key that the settings lead to; the old one is revoked at once
print(rotation.rotate(now=True).outcome)  # without now: when it is due
