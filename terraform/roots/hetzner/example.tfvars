environment    = "production"
size           = { preset = "production", requests_per_second = 1000, customers = 10000 }
admin_cidrs    = ["203.0.113.0/24"]
ssh_public_key = "ssh-ed25519 AAAA... the key of whoever runs Ansible first"
