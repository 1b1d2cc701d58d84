def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="only compare this program with the page's own numbers")
    parser.add_argument("--steps", type=int, help="iterations of a network; as in the page, if not given")
    parser.add_argument("--batch", type=int, default=CONFIG["batch"], help="rows of a batch, on every device")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--from", dest="weights", type=Path, help="weights to go on from, like weights.safetensors")
    parser.add_argument("--data", type=Path, default=HERE / "data.safetensors", help="other data, as README.md has it")
    args = parser.parse_args()
    from checks import verdict, verify
    if args.verify:
        raise SystemExit(0 if verify() else 1)
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    device = torch.device(args.device)
    if world > 1:  # under torchrun or accelerate launch
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"])) if device.type == "cuda" else device
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    torch.manual_seed(CONFIG["seed"])
    data, generator = Data(args.data), torch.Generator().manual_seed(CONFIG["seed"] * world + rank)
    own = network(data.mean.shape[1]).to(device)
    if args.weights:
        own.load_state_dict(load_file(args.weights))
    mean = deepcopy(own)  # of the weights; samples are drawn with it
    verdicts = [verdict(Model(mean, data, device), generator)]
    #: when one_network
    steps = args.steps or CONFIG["iterations"]
    model = Model(DistributedDataParallel(own) if world > 1 else own, data, device)
    losses = train(own, mean, model, islice(model.batches(args.batch, generator), steps), steps, CONFIG["rate"])
    for i, loss in enumerate(losses, 1):
        if rank == 0 and i % max(1, steps // 10) == 0:
            print(f"iteration {i}: loss {loss:.4g}", flush=True)
    #: end
    #: when per_level
    for t, (part, part_mean) in enumerate(zip(own.children(), mean.children())):
        steps = args.steps or CONFIG["iterations" if t else "first_iterations"]
        rate = CONFIG["rate" if t else "first_rate"]
        if t and not args.weights:  # each begins with the weights of the one before
            part.load_state_dict(own[f"t{t - 1}"].state_dict())
        learner = {**own, f"t{t}": DistributedDataParallel(part) if world > 1 else part}
        model = Model(learner, data, device)
        taken = islice(model.batches(args.batch, generator, len(LEVELS) - 1 - t), steps)
        for i, loss in enumerate(train(part, part_mean, model, taken, steps, rate), 1):
            if rank == 0 and i == steps:
                print(f"network {t}, iteration {i}: loss {loss:.4g}", flush=True)
    #: end
    #: when not ema
    mean = own
    #: end
    verdicts.append(verdict(Model(mean, data, device), generator))
    if rank == 0:
        print("before: {}\nafter: {}".format(*verdicts))
        #: when one_network
        done = steps + (CONFIG["iteration"] if args.weights else 0)
        run = {"link": CONFIG["link"], "is_of_link": False, "iteration": done}  # by which the page knows it
        #: end
        #: when per_level
        run = {"link": CONFIG["link"], "is_of_link": False, "iteration": CONFIG["all_iterations"]}  # for the page
        #: end
        save_file(mean.state_dict(), HERE / "trained.safetensors", {"run": json.dumps(run)})
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
