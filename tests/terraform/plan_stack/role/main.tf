# A role of nodes, as modules make them: its ARN is known to its users only through an output.

variable "name" {
  type = string
}

variable "trust" {
  type = string
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = var.trust
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"])
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

output "arn" {
  value = aws_iam_role.this.arn
}
