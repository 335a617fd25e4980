variable "version" {
  default = "1.5"
}
locals { model = "gemini-${var.version}-flash" }
resource "x" "y" { model = "gemini-1.5-flash" } # c
