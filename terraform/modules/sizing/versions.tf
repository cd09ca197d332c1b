terraform {
  # 1.9 brought validations that look at other variables.
  required_version = ">= 1.9.0"
}
