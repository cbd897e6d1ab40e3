# One environment: 15 resources.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" {
  type = string
}

data "aws_region" "here" {}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = var.name }
}

resource "aws_subnet" "this" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = "${data.aws_region.here.name}${each.key}"
  tags              = { Name = "${var.name}-${each.key}" }
}

resource "aws_eks_cluster" "this" {
  name     = var.name
  role_arn = aws_iam_role.cluster.arn
  version  = "1.30"

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids = [for subnet in aws_subnet.this : subnet.id]
  }

  tags = { module = "shop" }
}

resource "aws_eks_node_group" "workers" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "workers"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [for subnet in aws_subnet.this : subnet.id]
  instance_types  = ["m6i.large"]

  scaling_config {
    min_size     = 2
    max_size     = 6
    desired_size = 2
  }
}

resource "aws_eks_addon" "this" {
  for_each = {
    vpc-cni    = "v1.18.1-eksbuild.1"
    coredns    = "v1.11.1-eksbuild.9"
    kube-proxy = "v1.30.0-eksbuild.3"
  }
  cluster_name  = aws_eks_cluster.this.name
  addon_name    = each.key
  addon_version = each.value
}
