locals {
  trust = {
    for service in ["eks", "ec2"] : service => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = "${service}.amazonaws.com" }
        Action    = "sts:AssumeRole"
      }]
    })
  }
}

resource "aws_iam_role" "cluster" {
  name                  = "${local.name}-cluster"
  assume_role_policy    = local.trust.eks
  force_detach_policies = true
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role" "node" {
  name               = "${local.name}-node"
  assume_role_policy = local.trust.ec2
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(concat(
    ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
    var.after ? ["AmazonSSMManagedInstanceCore"] : [],
  ))
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_role_policy" "logs" {
  name = "logs"
  role = aws_iam_role.node.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = concat(["logs:PutLogEvents"], var.after ? ["logs:CreateLogStream"] : [])
      Resource = "arn:aws:logs:us-east-1:*:log-group:/shop/${local.name}/*"
    }]
  })
}

resource "aws_iam_policy" "artifacts" {
  name = "${local.name}-artifacts"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${local.name}-${var.after ? "new" : "old"}/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "artifacts" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.artifacts.arn
}

# Replaced: another name is another role.
resource "aws_iam_role" "deploy" {
  name               = "${local.name}-${var.after ? "release" : "deploy"}"
  assume_role_policy = local.trust.ec2
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_eks_access_entry" "deploy" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_iam_role.deploy.arn
}

resource "aws_eks_access_policy_association" "deploy" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.deploy.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"

  access_scope {
    type       = "namespace"
    namespaces = ["shop"]
  }
}

# Enters the environment with the node group that uses it.
module "batch_role" {
  source = "./role"
  count  = var.after ? 1 : 0
  name   = "${local.name}-batch"
  trust  = local.trust.ec2
}

resource "aws_iam_role" "cni" {
  count = var.after ? 1 : 0
  name  = "${local.name}-cni"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
    }]
  })
}

resource "aws_eks_pod_identity_association" "cni" {
  for_each        = { for role in aws_iam_role.cni : "aws-node" => role }
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "kube-system"
  service_account = each.key
  role_arn        = each.value.arn
}
