# One environment before and after a change: `terraform plan -var after=true` is the plan.
# AWS_ENDPOINT_URL points it at an embedded AWS, which tells accounts apart by access key.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region     = "us-east-1"
  access_key = "820000000001"
  secret_key = "test"

  default_tags {
    tags = { owner = "shop" }
  }
}

variable "after" {
  type    = bool
  default = false
}

variable "role" {
  type    = string
  default = null
}

locals {
  name = "shop-us"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = local.name }
}

resource "aws_subnet" "this" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
  tags              = { Name = "${local.name}-${each.key}" }
}

resource "aws_eks_cluster" "this" {
  name                      = local.name
  role_arn                  = aws_iam_role.cluster.arn
  version                   = "1.30"
  enabled_cluster_log_types = ["api"]

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids         = [for subnet in aws_subnet.this : subnet.id]
    security_group_ids = [aws_security_group.control.id]
  }
}

resource "aws_eks_addon" "cni" {
  cluster_name         = aws_eks_cluster.this.name
  addon_name           = "vpc-cni"
  addon_version        = var.after ? "v1.19.0-eksbuild.1" : "v1.18.1-eksbuild.1"
  configuration_values = jsonencode({ env = { WARM_IP_TARGET = var.after ? "5" : "3" } })
}

resource "aws_eks_addon" "pods" {
  count         = var.after ? 1 : 0
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = "eks-pod-identity-agent"
  addon_version = "v1.3.0-eksbuild.1"
}

resource "aws_eks_node_group" "workers" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "workers"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [for subnet in aws_subnet.this : subnet.id]

  scaling_config {
    min_size     = 2
    max_size     = 6
    desired_size = 2
  }
}

resource "aws_eks_node_group" "batch" {
  count           = var.after ? 1 : 0
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "batch"
  node_role_arn   = var.role == null ? module.batch_role[0].arn : var.role
  subnet_ids      = [aws_subnet.this["a"].id]
  instance_types  = ["m6i.large"]
  labels          = { pool = "batch" }

  scaling_config {
    min_size     = 0
    max_size     = 3
    desired_size = 0
  }

  taint {
    key    = "batch"
    effect = "NO_SCHEDULE"
  }
}
